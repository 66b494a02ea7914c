//! Looks at parts of a tokenizer.json before the crate makes something of them.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::errors::Result;
use crate::pattern::BoundedPattern;
use crate::work;

/// In bytes of JSON. Each token carries its text, so that one of a megabyte for each letter fills all memory.
const MAX_STRING: usize = 1_024;
/// In bytes, of all pieces together: 250,000 have some two million.
const MAX_PIECES: usize = 4_000_000;
/// The longest pieces of most vocabularies have half as many; what is beyond may be so much, of all together.
const USUAL_PIECE: usize = 64;
const MAX_LONG_PIECES: usize = 100_000;
/// Values in one part: those of real files have less than a thousand.
const MAX_VALUES: usize = 20_000;
const MAX_SPECIAL_TOKENS: usize = 1_024;
const CHARACTER_MAP: &str = "precompiled_charsmap";
/// What it takes to compile a pattern, in units of work.
const PATTERN: usize = 400_000;
const PATTERN_BYTE: usize = 4_000;
const LITERAL: usize = 20_000;

/// A part of the file, once it has been looked at.
pub fn inspected<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Value, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let mut count = 0;
    inspect(&value, &mut count).map_err(D::Error::custom)?;
    Ok(value)
}

fn inspect(value: &Value, count: &mut usize) -> Result<()> {
    *count += 1;
    if *count > MAX_VALUES {
        return Err(format!("one of its parts holds more than {MAX_VALUES} values").into());
    }
    match value {
        Value::Array(values) => values.iter().try_for_each(|value| inspect(value, count)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "pattern" => inspect_pattern(value)?,
                    "single" => inspect_template(value, fields.get("special_tokens"))?,
                    CHARACTER_MAP => inspect_character_map(value)?,
                    _ => (),
                }
                inspect(value, count)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn inspect_pattern(pattern: &Value) -> Result<()> {
    match pattern.get("Regex").and_then(Value::as_str) {
        Some(source) => {
            work::spend(PATTERN + PATTERN_BYTE * source.len())?;
            BoundedPattern::new(source.to_owned(), 0).map(|_| ())
        }
        None => work::spend(LITERAL),
    }
}

/// A template that holds the text twice doubles it, and a sequence of such multiplies it.
fn inspect_template(template: &Value, special_tokens: Option<&Value>) -> Result<()> {
    let pieces = template.as_array().map_or(&[][..], Vec::as_slice);
    let texts = pieces.iter().filter(|piece| piece.get("Sequence").is_some()).count();
    if texts > 1 {
        return Err("its template holds the text not once".into());
    }
    let special = pieces.iter().filter_map(|piece| match piece.get("SpecialToken")? {
        Value::Array(fields) => fields.first()?.as_str(),
        fields => fields.get("id")?.as_str(),
    });
    let ids = special.map(|name| special_tokens.and_then(|tokens| tokens.get(name)).map_or(1, leaves));
    if ids.sum::<usize>() > MAX_SPECIAL_TOKENS {
        return Err(format!("its template adds more than {MAX_SPECIAL_TOKENS} tokens").into());
    }
    Ok(())
}

fn leaves(value: &Value) -> usize {
    match value {
        Value::Array(values) => values.iter().map(leaves).sum(),
        Value::Object(fields) => fields.values().map(leaves).sum(),
        _ => 1,
    }
}

/// A table, whose length in bytes comes first, and what its characters become, each with a zero behind it.
fn inspect_character_map(map: &Value) -> Result<()> {
    let bytes = map.as_str().and_then(|text| base64::decode(text).ok()).unwrap_or_default();
    let Some((head, rest)) = bytes.split_first_chunk::<4>() else { return Ok(()) };
    let texts = rest.get(u32::from_le_bytes(*head) as usize..).unwrap_or_default();
    match texts.split(|&byte| byte == 0).find(|text| text.len() > MAX_STRING) {
        Some(text) => Err(too_long(text.len())),
        None => Ok(()),
    }
}

/// No string of the file is long, wherever it is; the map of characters is looked at by itself. What begins a list may be a
/// piece of a Unigram vocabulary: the crate makes a tree of all their bytes, and tries each that begins with another.
pub fn check_strings(json: &[u8]) -> Result<()> {
    let (mut at, mut last, mut pieces, mut long) = (0, &[][..], 0, 0);
    while let Some(start) = json[at..].iter().position(|&byte| byte == b'"').map(|quote| at + quote + 1) {
        let between = &json[at..start - 1];
        let end = end_of_string(json, start);
        let is_map = last == CHARACTER_MAP.as_bytes() && between.trim_ascii() == b":";
        if end - start > MAX_STRING && !is_map {
            return Err(too_long(end - start));
        }
        if between.trim_ascii().ends_with(b"[") {
            pieces += end - start;
            long += (end - start).saturating_sub(USUAL_PIECE);
        }
        if pieces > MAX_PIECES || long > MAX_LONG_PIECES {
            return Err("its vocabulary has more or longer pieces than any real one".into());
        }
        last = &json[start..end];
        at = json.len().min(end + 1);
    }
    Ok(())
}

fn end_of_string(json: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < json.len() && json[at] != b'"' {
        at += if json[at] == b'\\' { 2 } else { 1 };
    }
    at.min(json.len())
}

fn too_long(bytes: usize) -> Box<dyn std::error::Error + Send + Sync> {
    format!("one of its strings has {bytes} bytes, and {MAX_STRING} are allowed").into()
}
