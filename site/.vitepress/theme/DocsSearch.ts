import { useRouter, withBase } from 'vitepress';
import { defineComponent, h, onBeforeUnmount, onMounted, ref } from 'vue';

/** The search of this site: the library's own component, in a React root of its own. Nothing is loaded on a server. */
export const DocsSearch = defineComponent(() => {
  const host = ref<HTMLElement>();
  const router = useRouter();
  let unmount: (() => void) | undefined;
  onMounted(async () => {
    const { mountSearch } = await import('./search.js');
    if (!host.value) return; // the reader has left the page meanwhile
    unmount = mountSearch(host.value, { base: withBase('/'), go: (url) => router.go(withBase(`/${url}`)) });
  });
  onBeforeUnmount(() => unmount?.());
  return () => h('div', { ref: host, class: 'docs-search' });
});
