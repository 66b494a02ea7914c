// Made by tools/build/folding.py from Unicode 14.0.0. Not to be edited.

/** What letters count as: after each colon those, in small letters and without marks, that count as what stands before it. */
export const FOLDED =
  'a:ᶏⱥ aa:ꜳ ae:æ ao:ꜵ au:ꜷ av:ꜹꜻ ay:ꜽ b:ƀƃɓᵬᶀꞗ c:ƈȼɕꞓꞔ d:ðđƌȡɖɗᵭᶁᶑꝺꟈ e:ɇɛᶒⱸꬴ f:ƒᵮᶂꝼꞙ g:ǥɠɡᶃꞡ h:ħɦⱨꞕ hv:ƕ i:ıɨᵻᶖ j:ȷɉɟʝ k:ƙᶄⱪꝁꝃꝅꞣ l:łƚȴɫɬɭᶅⱡꝇꝉꞎꬷꬸꬹ ll:ỻ m:ɱᵯᶆꬺ n:ŋƞȵɲɳᵰᶇꞑꞥꬻ o:øⱺꝋꝍ oe:œ oi:ƣ oo:ꝏ ou:ȣ p:ƥᵱᵽᶈꝑꝓꝕ q:ĸɋʠꝗꝙ r:ɍɼɽɾᵲᵳᶉꞧꭉ s:ȿʂᵴᶊẜẝꞩꟊ ss:ß t:ŧƫƭȶʈᵵⱦꞇ th:þᵺꝥꝧ tz:ꜩ u:ʉᶙꞹꭎꭒ ue:ᵫ ui:ꭐ uo:ꭣ v:ʋᶌỽⱱⱴꝟ vy:ꝡ w:ⱳ x:ᶍꭖꭗꭘꭙ y:ƴɏỿꭚ z:ƶȥɀʐʑᵶᶎⱬ \u03c3:\u03c2 \u0627:\u0671\u0672\u0673 \u064a:\u0649\u06cc\u06d2 \u0643:\u06a9\u06aa \u0647:\u0629\u06c1\u06d5\u06c3 \u05d5\u05d5:\u05f0 \u05d5\u05d9:\u05f1 \u05d9\u05d9:\u05f2 \u0902:\u0901';
