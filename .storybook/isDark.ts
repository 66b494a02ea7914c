/** Whether the guides are dark: as the system is when they are opened. */
export const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
