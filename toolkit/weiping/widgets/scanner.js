// A barcode scanner is a keyboard that types fast and ends with Enter. Where a field has the cursor the browser does the rest;
// where none has, its keys would be lost: they are gathered here. Behind a Chinese input method `key` says "Process", so the
// letter is read off the key that was pressed.

const PAUSE = 120; // milliseconds: nobody types that fast, and no scanner that slowly
const LEAST = 6; // letters; a shorter burst is somebody leaning on the keyboard

const PLAIN = { Minus: "-_", Period: ".>", Slash: "/?", Semicolon: ";:", Equal: "=+", Comma: ",<" };
const ABOVE = ")!@#$%^&*(";

/** The letter that a key stands for on the keyboard a scanner pretends to be; "" for keys that write nothing. */
export function letterOf({ key, code, shiftKey }) {
  if (key && key.length === 1) return key;
  if (/^Key[A-Z]$/.test(code)) return shiftKey ? code[3] : code[3].toLowerCase();
  if (/^Digit\d$/.test(code)) return shiftKey ? ABOVE[code[5]] : code[5];
  return PLAIN[code] ? PLAIN[code][shiftKey ? 1 : 0] : "";
}

/** Calls `read(text)` for every scan that no field takes. Returns a function that stops listening. */
export function listen(read) {
  let text = "", last = 0;
  const key = (event) => {
    const at = event.timeStamp;
    if (at - last > PAUSE) text = "";
    last = at;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.nodeName)) { text = ""; return; }
    if (event.key === "Enter" || event.code === "Enter" || event.code === "NumpadEnter") {
      const whole = text;
      text = "";
      if (whole.length < LEAST) return;
      event.preventDefault(); // a button that happens to have the focus is not pressed by a scanner
      read(whole);
    } else if (!event.ctrlKey && !event.altKey && !event.metaKey) text += letterOf(event);
  };
  document.addEventListener("keydown", key, true);
  return () => document.removeEventListener("keydown", key, true);
}
