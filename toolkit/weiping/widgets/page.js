// The page-side entry: <script type="module" src=".../page.js"></script>. Each widget's modules are loaded when it is there.

import { boot, start as startWith } from "./boot.js";

const load = (name) => import("./" + name + ".js");

export const start = (name, data, base, el) => startWith(load, name, data, base,
  el || document.body.appendChild(document.createElement("div")));

boot(load);
