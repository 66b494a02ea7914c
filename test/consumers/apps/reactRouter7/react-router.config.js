// Rendered once, when it is built: a static site.
export default { ssr: false, prerender: ['/'] };
