/** Resolves when nothing on the page has changed for a third of a second. Runs in the page. */
export function untilQuiet() {
  return new Promise((resolve) => {
    let timer = setTimeout(resolve, 300);
    new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(resolve, 300);
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}
