/* Lists that are filtered in place: short addresses, and never a failure in silence. */
"use strict";

(() => {
  // An empty filter is no filter; leaving it out keeps addresses fit to be copied.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") return;
    const filters = event.detail.parameters;
    for (const name of Object.keys(filters)) {
      if (filters[name] === "") delete filters[name];
    }
  });

  // What could not be fetched in place is opened as a page, which says what is wrong.
  const openInstead = (event) => {
    if (event.detail.requestConfig?.verb === "get") location.assign(event.detail.pathInfo.finalRequestPath);
  };
  document.addEventListener("htmx:responseError", openInstead);
  document.addEventListener("htmx:sendError", openInstead);
})();
