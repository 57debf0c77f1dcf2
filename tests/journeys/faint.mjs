// In a page whose colours are the person's own, and where nothing moves: what can no longer be told from its looks.
export const faint = () => {
  const faint = [];
  // What is seen where nothing is painted is what is behind it.
  const painted = (element) => {
    const [red, green, blue, alpha = 1] = getComputedStyle(element).backgroundColor.match(/[\d.]+/g).map(Number);
    return alpha ? [red, green, blue] : painted(element.parentElement);
  };
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  // WCAG 2.2, 1.4.11.
  const looksTheSame = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05) < 3;
  };
  for (const input of document.querySelectorAll("input[role=switch]")) {
    const look = () => ((input.checked = !input.checked), painted(input));
    if (looksTheSame(look(), look())) faint.push("a switch looks the same on and off");
  }
  for (const button of document.querySelectorAll(".connect-reveal")) {
    const before = button.getAttribute("aria-pressed");
    const look = (pressed) => (button.setAttribute("aria-pressed", pressed), painted(button));
    if (looksTheSame(look("true"), look("false"))) faint.push("a button looks the same pressed and not");
    button.setAttribute("aria-pressed", before);
  }
  for (const field of document.querySelectorAll('.connect-field[data-invalid="true"]')) {
    if (getComputedStyle(field).borderInlineStartWidth === "0px") faint.push("a field at fault has no mark");
  }
  for (const control of document.querySelectorAll(".connect-button, .connect-input-row, .connect-tool")) {
    if (control.checkVisibility() && getComputedStyle(control).borderTopWidth === "0px") faint.push(`${control.className} has no edge`);
  }
  return faint;
};
