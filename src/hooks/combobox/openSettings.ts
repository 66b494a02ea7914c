/** Where the hits are: in the page below the field, in a popover that lies on the page, or with the field in a modal dialog. */
export type Presentation = 'inline' | 'popover' | 'dialog';

/**
 * Why a search box opened or closed. `typing`: text was entered or cleared. `key`: an arrow. `press`: a click on the field, the
 * trigger, or Close. `hotkey`. `select`: a hit was chosen, or a link in a row was followed. `escape`. `blur`: the focus left the
 * box. `outside`: a press outside of it.
 */
export type OpenReason = 'typing' | 'key' | 'press' | 'hotkey' | 'select' | 'escape' | 'blur' | 'outside';

/** How a search box opens and closes. */
export interface OpenSettings {
  /**
   * `inline`: the hits are a part of the page. They close with a choice and with Escape, and stay when the focus goes on.
   * `popover`: they lie on the page, and also close when the focus leaves, or with a press outside. `dialog`: field and hits are
   * in a modal dialog with a button that opens it.
   * @default 'inline'
   */
  readonly presentation?: Presentation | undefined;
  /** Whether the list, popover or dialog is open (controlled); use with `onOpenChange`. Without hits no list is shown. */
  readonly open?: boolean | undefined;
  /** @default true with `presentation: 'inline'`, else false */
  readonly defaultOpen?: boolean | undefined;
  /** Called when the box opens or closes; with a controlled `open`, when it asks to. */
  readonly onOpenChange?: ((open: boolean, reason: OpenReason) => void) | undefined;
  /**
   * Whether a choice closes it. With `listRole: 'list'` a click on a link closes a popover or a dialog.
   * @default true
   */
  readonly closeOnSelect?: boolean | undefined;
  /**
   * Keys that open the dialog, or go to the field: `mod+k` is Command+K on a Mac and Ctrl+K elsewhere. A key without `mod+` counts
   * only outside of text fields.
   * @default ['mod+k', '/'] with `presentation: 'dialog'`, else none
   */
  readonly hotkeys?: readonly string[] | undefined;
}
