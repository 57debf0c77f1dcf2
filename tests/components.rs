//! The widgets in a real browser: what they say to whoever uses them, with or without a screen.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use connect_app::ui::{FieldTexts, Hears, Lines, Switch, choice_field, line_field, sometimes};
use connect_app::words;
use leptos::leptos_dom::helpers::document;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, EventInit, HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

/// A widget on a page of its own.
struct Page(HtmlElement);

impl Page {
    fn with<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Self {
        let file = r#"{"field.reveal": "Show", "field.reveal_label": "Show {label}"}"#;
        words::speak("en", &js_sys::JSON::parse(file).unwrap());
        let place: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&place).unwrap();
        leptos::mount::mount_to(place.clone(), view).forget();
        Self(place)
    }

    fn find(&self, selector: &str) -> Option<Element> {
        self.0.query_selector(selector).unwrap()
    }

    /// The input with this label, as a person finds it.
    fn input(&self, label: &str) -> HtmlInputElement {
        let labels = self.0.query_selector_all("label").unwrap();
        let found =
            (0..labels.length()).filter_map(|index| labels.item(index)?.dyn_into::<web_sys::HtmlLabelElement>().ok());
        let found =
            found.into_iter().find(|candidate| candidate.text_content().is_some_and(|text| text.contains(label)));
        found.unwrap().control().unwrap().unchecked_into()
    }

    fn button(&self, name: &str) -> HtmlElement {
        self.find(&format!("button[aria-label='{name}']")).unwrap().unchecked_into()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.0.remove();
    }
}

fn happen(element: &Element, name: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    element.dispatch_event(&Event::new_with_event_init_dict(name, &init).unwrap()).unwrap();
}

fn nothing() -> RwSignal<Option<String>> {
    RwSignal::new(None)
}

fn texts(label: &str, problem: RwSignal<Option<String>>, note: RwSignal<Option<String>>) -> FieldTexts {
    FieldTexts {
        name: "field-it".into(),
        lang: None,
        label: label.into(),
        hint: "For example: acme".into(),
        problem: problem.into(),
        note: note.into(),
    }
}

fn text_field(value: RwSignal<Option<String>>, problem: RwSignal<Option<String>>, left: RwSignal<u32>) -> AnyView {
    let hears = Hears {
        edited: Box::new(move |text| value.set(Some(text))),
        left: Box::new(move || left.update(|count| *count += 1)),
    };
    let lines = Lines::Seen("https://".into(), ".tool.example".into());
    line_field(texts("Address", problem, nothing()), value.into(), lines, hears)
}

fn secret_field(value: RwSignal<Option<String>>, lines: Lines) -> AnyView {
    let hears = Hears { edited: Box::new(move |text| value.set(Some(text))), left: Box::new(|| ()) };
    line_field(texts("API key", nothing(), nothing()), value.into(), lines, hears)
}

/// S-09
#[wasm_bindgen_test]
async fn lines_that_are_secret_are_hidden_by_their_style_until_they_are_asked_for() {
    let page = Page::with(|| secret_field(nothing(), Lines::HiddenLines));
    let (lines, button) = (page.find("textarea").unwrap(), page.button("Show API key"));
    for revealed in ["false", "true", "false"] {
        assert_eq!(lines.get_attribute("data-revealed").unwrap(), revealed);
        button.click();
        leptos::task::tick().await;
    }
    assert_eq!(lines.get_attribute("spellcheck").unwrap(), "false");
}

#[wasm_bindgen_test]
async fn one_of_several_is_chosen_told_and_shown() {
    let value = nothing();
    let page = Page::with(move || {
        let options = [("eu", "Europe"), ("us", "America")].map(|(id, label)| (id.to_owned(), label.to_owned()));
        let edited = Box::new(move |text| value.set(Some(text)));
        choice_field(texts("Region", nothing(), nothing()), value.into(), options.into(), edited)
    });
    let (europe, america) = (page.input("Europe"), page.input("America"));
    assert!(!europe.checked() && !america.checked());
    america.click();
    assert_eq!(value.get_untracked().as_deref(), Some("us"));
    value.set(Some("eu".into()));
    leptos::task::tick().await;
    assert!(europe.checked() && !america.checked());
    let group = page.find("[role=radiogroup]").unwrap();
    let name = group.get_attribute("aria-labelledby").and_then(|id| page.find(&format!("#{id}"))).unwrap();
    assert_eq!(name.text_content().unwrap(), "Region");
}

/// S-09
#[wasm_bindgen_test]
async fn a_secret_is_hidden_until_it_is_asked_for_and_hidden_again() {
    let page = Page::with(|| secret_field(RwSignal::new(Some("canary".to_owned())), Lines::Hidden));
    let (input, button) = (page.input("API key"), page.button("Show API key"));
    assert_eq!((input.type_(), button.get_attribute("aria-pressed").unwrap()), ("password".into(), "false".into()));
    for (kind, pressed) in [("text", "true"), ("password", "false")] {
        button.click();
        leptos::task::tick().await;
        assert_eq!((input.type_(), button.get_attribute("aria-pressed").unwrap()), (kind.into(), pressed.into()));
    }
    assert_eq!(input.get_attribute("autocomplete").unwrap(), "off");
}

#[wasm_bindgen_test]
async fn a_field_tells_every_change_and_when_it_is_left() {
    let (value, left) = (nothing(), RwSignal::new(0));
    let page = Page::with(move || text_field(value, RwSignal::new(None), left));
    let input = page.input("Address");
    input.set_value("acme");
    happen(&input, "input");
    happen(&input, "change");
    assert_eq!((value.get_untracked(), left.get_untracked()), (Some("acme".to_owned()), 1));
}

#[wasm_bindgen_test]
async fn what_is_pasted_is_looked_at_at_once() {
    let (value, left) = (nothing(), RwSignal::new(0));
    let page = Page::with(move || text_field(value, RwSignal::new(None), left));
    let input = page.input("Address");
    for (how, expected) in [("insertText", 0), ("insertFromPaste", 1), ("insertFromDrop", 2)] {
        let init = EventInit::new();
        init.set_bubbles(true);
        let event = Event::new_with_event_init_dict("input", &init).unwrap();
        js_sys::Reflect::set(&event, &"inputType".into(), &how.into()).unwrap();
        input.dispatch_event(&event).unwrap();
        assert_eq!(left.get_untracked(), expected, "{how}");
    }
}

#[wasm_bindgen_test]
async fn what_was_done_to_an_answer_is_said_beside_it() {
    let note = nothing();
    let page = Page::with(move || {
        let hears = Hears { edited: Box::new(|_| ()), left: Box::new(|| ()) };
        let texts = FieldTexts { hint: String::new(), ..texts("Address", nothing(), note) };
        line_field(texts, nothing().into(), Lines::Seen(String::new(), String::new()), hears)
    });
    assert!(page.find("p").is_none());
    note.set(Some("We kept only the part we need.".to_owned()));
    leptos::task::tick().await;
    assert_eq!(page.find("p").unwrap().text_content().unwrap(), "We kept only the part we need.");
}

#[wasm_bindgen_test]
async fn what_is_changed_elsewhere_shows_in_the_same_input() {
    let value = RwSignal::new(Some("https://acme.tool.example/home".to_owned()));
    let page = Page::with(move || text_field(value, RwSignal::new(None), RwSignal::new(0)));
    let before = page.input("Address");
    value.set(Some("acme".to_owned()));
    leptos::task::tick().await;
    assert_eq!(before.value(), "acme");
    assert!(before.is_same_node(Some(&page.input("Address"))));
}

/// A-04
#[wasm_bindgen_test]
async fn a_problem_is_named_by_its_input_and_gone_when_it_is_put_right() {
    let problem = RwSignal::new(None);
    let page = Page::with(move || text_field(nothing(), problem, RwSignal::new(0)));
    let input = page.input("Address");
    let described = || {
        let ids = input.get_attribute("aria-describedby").unwrap();
        ids.split(' ').map(|id| page.find(&format!("#{id}")).unwrap().text_content().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(
        (input.get_attribute("aria-invalid").unwrap(), described()),
        ("false".into(), vec!["For example: acme".to_owned()])
    );
    problem.set(Some("Enter the address".to_owned()));
    leptos::task::tick().await;
    assert_eq!(input.get_attribute("aria-invalid").unwrap(), "true");
    assert_eq!(described(), ["For example: acme", "Enter the address"]);
    problem.set(None);
    leptos::task::tick().await;
    assert_eq!((input.get_attribute("aria-invalid").unwrap(), described().len()), ("false".into(), 1));
}

#[wasm_bindgen_test]
async fn a_switch_is_one_to_screen_readers_and_tells_both_ways() {
    let on = RwSignal::new(true);
    let page = Page::with(move || {
        view! { <Switch lang=None label="Absences".into() note="Optional".into() on=move || on.get() switched=move |is_on| on.set(is_on)/> }
    });
    let input = page.input("Absences");
    assert_eq!((input.get_attribute("role").unwrap(), input.checked()), ("switch".into(), true));
    input.click();
    assert!(!on.get_untracked());
    input.click();
    assert!(on.get_untracked());
}

#[wasm_bindgen_test]
async fn what_is_there_only_at_times_comes_and_goes() {
    let there = RwSignal::new(false);
    let page = Page::with(move || sometimes(move || there.get().then(|| view! { <em>"here"</em> }.into_any())));
    for is_there in [true, false, true] {
        there.set(is_there);
        leptos::task::tick().await;
        assert_eq!(page.find("em").is_some(), is_there);
    }
}
