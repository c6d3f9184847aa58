// Shows what the part of the address behind # names: the list, a run, or the form.
(function (flex) {
  "use strict";
  const view = document.getElementById("view");

  function show() {
    const hash = decodeURIComponent(location.hash.slice(1));
    document.title = "Flex3D" + (hash.startsWith("run=") ? ": " + hash.slice(4) : "");
    if (hash.startsWith("run=")) {
      flex.showRun(view, hash.slice(4));
    } else if (hash === "new") {
      flex.showForm(view);
    } else {
      flex.showList(view);
    }
    scrollTo(0, 0);
  }

  addEventListener("hashchange", show);
  show();
})(globalThis.flex3d = globalThis.flex3d || {});
