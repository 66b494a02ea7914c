//! The parts of a pipeline, taken apart so that each step pays for what it makes (`work.rs`).

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use tokenizers::normalizers::Replace;
use tokenizers::pattern::Invert;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::{
    Decoder, DecoderWrapper, Encoding, NormalizedString, Normalizer, NormalizerWrapper, PostProcessor, PostProcessorWrapper,
    PreTokenizedString, PreTokenizer, PreTokenizerWrapper, SplitDelimiterBehavior,
};

use crate::errors::Result;
use crate::inspect::inspected;
use crate::pattern::BoundedPattern;
use crate::work;

enum NormalizerStep {
    Replace { pattern: BoundedPattern, content: String },
    Prepend(String),
    Other(NormalizerWrapper),
}

pub struct Normalizers(Vec<NormalizerStep>);

impl Normalizers {
    fn push(&mut self, normalizer: NormalizerWrapper) -> Result<()> {
        self.0.push(match normalizer {
            NormalizerWrapper::Sequence(sequence) => {
                return sequence.into_iter().try_for_each(|normalizer| self.push(normalizer))
            }
            NormalizerWrapper::Replace(replace) => replace_step(replace)?,
            NormalizerWrapper::Prepend(prepend) => NormalizerStep::Prepend(prepend.prepend),
            other => NormalizerStep::Other(other),
        });
        Ok(())
    }
}

/// Its pattern is private, and told only in JSON.
fn replace_step(replace: Replace) -> Result<NormalizerStep> {
    let json = serde_json::to_value(&replace)?;
    let pattern = &json["pattern"];
    let length = replace.content.len();
    let pattern = match (pattern["Regex"].as_str(), pattern["String"].as_str()) {
        (Some(source), _) => BoundedPattern::new(source.to_owned(), length)?,
        (_, Some(text)) => BoundedPattern::literal(text, length)?,
        _ => return Err("a pattern of another form".into()),
    };
    Ok(NormalizerStep::Replace { pattern, content: replace.content })
}

impl Normalizer for Normalizers {
    fn normalize(&self, normalized: &mut NormalizedString) -> Result<()> {
        for step in &self.0 {
            work::spend(normalized.get().len())?;
            match step {
                NormalizerStep::Replace { pattern, content } => normalized.replace(pattern, content)?,
                NormalizerStep::Prepend(text) => {
                    work::spend(text.len())?;
                    if !normalized.is_empty() {
                        normalized.prepend(text);
                    }
                }
                NormalizerStep::Other(normalizer) => normalizer.normalize(normalized)?,
            }
        }
        work::spend(normalized.get().len())
    }
}

impl<'de> Deserialize<'de> for Normalizers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let normalizer = read(inspected(deserializer)?)?;
        let mut steps = Self(Vec::new());
        steps.push(normalizer).map_err(D::Error::custom)?;
        Ok(steps)
    }
}

enum PreTokenizerStep {
    Split { pattern: BoundedPattern, behavior: SplitDelimiterBehavior, invert: bool },
    Other(PreTokenizerWrapper),
}

pub struct PreTokenizers(Vec<PreTokenizerStep>);

impl PreTokenizers {
    fn push(&mut self, pre_tokenizer: PreTokenizerWrapper) -> Result<()> {
        self.0.push(match pre_tokenizer {
            PreTokenizerWrapper::Sequence(sequence) => {
                return sequence.into_iter().try_for_each(|pre_tokenizer| self.push(pre_tokenizer))
            }
            PreTokenizerWrapper::Split(split) => split_step(split)?,
            other => PreTokenizerStep::Other(other),
        });
        Ok(())
    }
}

fn split_step(split: Split) -> Result<PreTokenizerStep> {
    let pattern = match split.pattern {
        SplitPattern::Regex(source) => BoundedPattern::new(source, 0)?,
        SplitPattern::String(text) => BoundedPattern::literal(&text, 0)?,
    };
    Ok(PreTokenizerStep::Split { pattern, behavior: split.behavior, invert: split.invert })
}

impl PreTokenizer for PreTokenizers {
    fn pre_tokenize(&self, pieces: &mut PreTokenizedString) -> Result<()> {
        for step in &self.0 {
            pay_for(pieces)?;
            match step {
                PreTokenizerStep::Split { pattern, behavior, invert: true } => {
                    pieces.split(|_, piece| piece.split(Invert(pattern), *behavior))?
                }
                PreTokenizerStep::Split { pattern, behavior, invert: false } => {
                    pieces.split(|_, piece| piece.split(pattern, *behavior))?
                }
                PreTokenizerStep::Other(pre_tokenizer) => pre_tokenizer.pre_tokenize(pieces)?,
            }
        }
        Ok(())
    }
}

/// A piece takes about as much as ten of its bytes.
const PIECE: usize = 10;

fn pay_for(pieces: &mut PreTokenizedString) -> Result<()> {
    pieces.split(|_, piece| {
        work::spend(piece.get().len() + PIECE)?;
        Ok([piece])
    })
}

impl<'de> Deserialize<'de> for PreTokenizers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let pre_tokenizer = read(inspected(deserializer)?)?;
        let mut steps = Self(Vec::new());
        steps.push(pre_tokenizer).map_err(D::Error::custom)?;
        Ok(steps)
    }
}

pub struct InspectedPostProcessor(PostProcessorWrapper);

impl PostProcessor for InspectedPostProcessor {
    fn added_tokens(&self, is_pair: bool) -> usize {
        self.0.added_tokens(is_pair)
    }

    fn process_encodings(&self, encodings: Vec<Encoding>, add_special_tokens: bool) -> Result<Vec<Encoding>> {
        self.0.process_encodings(encodings, add_special_tokens)
    }
}

impl<'de> Deserialize<'de> for InspectedPostProcessor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        read(inspected(deserializer)?).map(Self)
    }
}

/// Nothing is decoded here, but a file whose decoder cannot be read is refused, as it is elsewhere.
pub struct InspectedDecoder(DecoderWrapper);

impl Decoder for InspectedDecoder {
    fn decode_chain(&self, tokens: Vec<String>) -> Result<Vec<String>> {
        self.0.decode_chain(tokens)
    }
}

impl<'de> Deserialize<'de> for InspectedDecoder {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        read(inspected(deserializer)?).map(Self)
    }
}

fn read<T: for<'de> Deserialize<'de>, E: Error>(value: Value) -> std::result::Result<T, E> {
    serde_json::from_value(value).map_err(E::custom)
}
