// The flow in Vue: a component that shows it inline. To open it over the page, call `openConnect` from `connect.js`.
import { defineComponent, h, onBeforeUnmount, onMounted, ref, watch } from "vue";
import { openConnect } from "./connect.js";

export const ConnectFlow = defineComponent({
  name: "ConnectFlow",
  props: { link: { type: String, required: true }, options: { type: Object, default: () => ({}) } },
  emits: ["success", "error", "step"],
  setup(props, { emit }) {
    const place = ref(null);
    let abort;
    const open = () => {
      abort?.abort();
      const { signal } = (abort = new AbortController());
      openConnect(props.link, { ...props.options, container: place.value, signal, onStep: (step) => emit("step", step) }).then(
        ({ activationToken }) => emit("success", activationToken),
        (error) => signal.aborted || emit("error", error),
      );
    };
    onMounted(open);
    watch(() => props.link, open);
    onBeforeUnmount(() => abort?.abort());
    return () => h("div", { ref: place });
  },
});
