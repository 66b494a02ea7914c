//! What makes tokens of a word: the crate's models, and two of ours in the place of those that take too long for some files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use tokenizers::models::bpe::BPE;
use tokenizers::models::wordlevel::{WordLevel, WordLevelTrainer};
use tokenizers::models::TrainerWrapper;
use tokenizers::{Model, ModelWrapper, Token};

use crate::errors::Result;
use crate::unigram::Unigram;
use crate::word_piece::WordPiece;

pub enum BoundedModel {
    Unigram(Unigram),
    WordPiece(WordPiece),
    Other(ModelWrapper),
}

/// Files of old versions do not name their model: the first is taken that can read them, in the crate's order.
#[derive(Deserialize)]
#[serde(untagged)]
enum ModelUntagged {
    BPE(BPE),
    WordPiece(WordPiece),
    WordLevel(WordLevel),
    Unigram(Unigram),
}

impl<'de> Deserialize<'de> for BoundedModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let mut value = Value::deserialize(deserializer)?;
        let kind = value.as_object_mut().and_then(|fields| fields.remove("type"));
        match kind.as_ref().map(Value::as_str) {
            Some(Some("BPE")) => read(value).map(|model| Self::Other(ModelWrapper::BPE(model))),
            Some(Some("WordPiece")) => read(value).map(Self::WordPiece),
            Some(Some("WordLevel")) => read(value).map(|model| Self::Other(ModelWrapper::WordLevel(model))),
            Some(Some("Unigram")) => read(value).map(Self::Unigram),
            Some(_) => Err(Error::custom("its model is of an unknown type")),
            None => read(value).map(|model| match model {
                ModelUntagged::BPE(model) => Self::Other(ModelWrapper::BPE(model)),
                ModelUntagged::WordPiece(model) => Self::WordPiece(model),
                ModelUntagged::WordLevel(model) => Self::Other(ModelWrapper::WordLevel(model)),
                ModelUntagged::Unigram(model) => Self::Unigram(model),
            }),
        }
    }
}

fn read<T: DeserializeOwned, E: Error>(value: Value) -> std::result::Result<T, E> {
    serde_json::from_value(value).map_err(E::custom)
}

impl Model for BoundedModel {
    type Trainer = TrainerWrapper;

    fn tokenize(&self, text: &str) -> Result<Vec<Token>> {
        match self {
            Self::Unigram(model) => model.tokenize(text),
            Self::WordPiece(model) => model.tokenize(text),
            Self::Other(model) => model.tokenize(text),
        }
    }

    fn token_to_id(&self, token: &str) -> Option<u32> {
        match self {
            Self::Unigram(model) => model.id(token),
            Self::WordPiece(model) => model.id(token),
            Self::Other(model) => model.token_to_id(token),
        }
    }

    fn id_to_token(&self, id: u32) -> Option<String> {
        match self {
            Self::Unigram(model) => model.piece(id),
            Self::WordPiece(model) => model.piece(id),
            Self::Other(model) => model.id_to_token(id),
        }
    }

    fn get_vocab(&self) -> HashMap<String, u32> {
        match self {
            Self::Unigram(model) => model.vocab(),
            Self::WordPiece(model) => model.vocab().clone(),
            Self::Other(model) => model.get_vocab(),
        }
    }

    fn get_vocab_size(&self) -> usize {
        match self {
            Self::Unigram(model) => model.len(),
            Self::WordPiece(model) => model.vocab().len(),
            Self::Other(model) => model.get_vocab_size(),
        }
    }

    /// Nothing is saved here, and nothing is trained.
    fn save(&self, _folder: &Path, _prefix: Option<&str>) -> Result<Vec<PathBuf>> {
        Err("models are not saved".into())
    }

    fn get_trainer(&self) -> Self::Trainer {
        TrainerWrapper::WordLevelTrainer(WordLevelTrainer::default())
    }
}
