//! From texts to ids, as the crate's own `encode` does it step by step, but telling how much was cut.

use tokenizers::utils::truncation::{truncate_encodings, TruncationDirection, TruncationParams};
use tokenizers::{Encoding, Model, OffsetType, PreTokenizer};

use crate::errors::Result;
use crate::tokenizer::LoadedTokenizer;
use crate::work;

pub struct Request<'a> {
    /// UTF-8, end to end.
    pub texts: &'a [u8],
    /// In bytes.
    pub lengths: &'a [u32],
    /// Special tokens included.
    pub max_tokens: Option<usize>,
    /// Whether to tell where in the text each token lies.
    pub offsets: bool,
    /// Whether to count all tokens of a text that is cut; otherwise reading ends soon after the limit.
    pub whole: bool,
}

const HEADER: usize = 3;

pub fn encode_all(tokenizer: &LoadedTokenizer, request: &Request) -> Result<Vec<u32>> {
    let special = tokenizer.special_count();
    if let Some(max_tokens) = request.max_tokens.filter(|&max_tokens| max_tokens < special) {
        return Err(format!("{max_tokens} tokens have no room for {special} special ones").into());
    }
    let count = request.lengths.len();
    let mut result = vec![0; HEADER + 2 * count];
    let (mut type_ids, mut offsets) = (Vec::new(), Vec::new());
    let mut start = 0;
    for (row, &length) in request.lengths.iter().enumerate() {
        let end = start + length as usize;
        let text = std::str::from_utf8(request.texts.get(start..end).ok_or("texts are shorter than said")?)?;
        start = end;
        let (encoding, total) = encode(tokenizer, text, request)?;
        result[HEADER + 2 * row] = encoding.len() as u32;
        result[HEADER + 2 * row + 1] = (total + special) as u32;
        result.extend_from_slice(encoding.get_ids());
        type_ids.extend_from_slice(encoding.get_type_ids());
        if request.offsets {
            push_offsets(&encoding, text, &mut offsets);
        }
    }
    result[0] = count as u32;
    result[1] = type_ids.len() as u32;
    result[2] = offsets.len() as u32;
    result.append(&mut type_ids);
    result.append(&mut offsets);
    Ok(result)
}

/// The tokens of a text, cut and with the special ones, and how many there are without these.
fn encode(tokenizer: &LoadedTokenizer, text: &str, request: &Request) -> Result<(Encoding, usize)> {
    let room = request.max_tokens.map(|max_tokens| max_tokens - tokenizer.special_count());
    // One more than there is room for, so that a text that just fits is told from one that is cut.
    let enough = room.filter(|_| !request.whole).map(|room| room + 1);
    let all = tokens(tokenizer, text, enough, request.offsets)?;
    let total = all.len();
    let mut kept = match room {
        Some(max_length) => {
            let cut = TruncationParams { max_length, direction: TruncationDirection::Right, ..Default::default() };
            truncate_encodings(all, None, &cut)?.0
        }
        None => all,
    };
    kept.take_overflowing();
    Ok((tokenizer.inner.post_process(kept, None, true)?, total))
}

/// Added tokens, normaliser, pre-tokeniser and model, as in `TokenizerImpl::encode`.
fn tokens(tokenizer: &LoadedTokenizer, text: &str, enough: Option<usize>, offsets: bool) -> Result<Encoding> {
    let inner = &tokenizer.inner;
    work::begin_text(text.len());
    let mut pieces = inner.get_added_vocabulary().extract_and_normalize(inner.get_normalizer(), text);
    work::check()?;
    if let Some(pre_tokenizer) = inner.get_pre_tokenizer() {
        pre_tokenizer.pre_tokenize(&mut pieces)?;
    }
    let stop = enough.map(|tokens| (tokens, TruncationDirection::Right));
    inner.get_model().tokenize_in_pretokenized(&mut pieces, stop)?;
    pieces.into_encoding(None, 0, if offsets { OffsetType::Char } else { OffsetType::None })
}

/// The crate counts code points; JavaScript counts UTF-16 units.
fn push_offsets(encoding: &Encoding, text: &str, offsets: &mut Vec<u32>) {
    let has_pairs = text.bytes().any(|byte| byte >= 0xf0);
    let mut units = Vec::new();
    if has_pairs {
        let mut unit = 0;
        units.push(0);
        units.extend(text.chars().map(|character| {
            unit += character.len_utf16() as u32;
            unit
        }));
    }
    let place = |point: usize| units.get(point).copied().unwrap_or(point as u32);
    for &(start, end) in encoding.get_offsets() {
        offsets.extend([place(start), place(end)]);
    }
}
