/** What `look` gives, as soon as the page has it. */
export function appears<T>(look: () => T | null): Promise<T> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(check);
    observer.observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
    });
    check();
    function check() {
      const found = look();
      if (found === null) return;
      observer.disconnect();
      resolve(found);
    }
  });
}
