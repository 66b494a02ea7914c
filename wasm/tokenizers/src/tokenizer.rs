//! From a tokenizer.json to a tokenizer that is fit for embedding.

use tokenizers::{Encoding, ModelWrapper, TokenizerImpl};

use crate::errors::Result;
use crate::inspect::check_strings;
use crate::model::BoundedModel;
use crate::steps::{InspectedDecoder, InspectedPostProcessor, Normalizers, PreTokenizers};
use crate::work;

pub type Tokenizer =
    TokenizerImpl<BoundedModel, Normalizers, PreTokenizers, InspectedPostProcessor, InspectedDecoder>;

pub struct LoadedTokenizer {
    pub inner: Tokenizer,
    /// Ids that are put before and after every text.
    pub before: Vec<u32>,
    pub after: Vec<u32>,
}

impl LoadedTokenizer {
    /// The file's truncation and padding are reset, since some files carry limits that are not the model's, and so is
    /// BPE's dropout, which is for training.
    pub fn read(json: &[u8]) -> Result<Self> {
        work::begin_file();
        check_strings(json)?;
        let mut inner: Tokenizer = std::str::from_utf8(json)?.parse()?;
        work::check()?;
        inner.with_truncation(None)?;
        inner.with_padding(None);
        if let BoundedModel::Other(ModelWrapper::BPE(model)) = inner.get_model() {
            if model.dropout.is_some() {
                let mut model = model.clone();
                model.dropout = None;
                inner.with_model(BoundedModel::Other(ModelWrapper::BPE(model)));
            }
        }
        let (before, after) = special_tokens(&inner)?;
        Ok(Self { inner, before, after })
    }

    pub fn special_count(&self) -> usize {
        self.before.len() + self.after.len()
    }
}

/// What the tokenizer puts around a token that no vocabulary has. A template that names an unknown special token panics
/// here, when the file is read, and not in the middle of a batch.
fn special_tokens(tokenizer: &Tokenizer) -> Result<(Vec<u32>, Vec<u32>)> {
    const TEXT: u32 = u32::MAX;
    let text = Encoding::new(
        vec![TEXT],
        vec![0],
        vec![String::new()],
        vec![None],
        vec![(0, 0)],
        vec![0],
        vec![1],
        vec![],
        Default::default(),
    );
    let all = tokenizer.post_process(text, None, true)?;
    let mut parts = all.get_ids().split(|&id| id == TEXT).map(<[u32]>::to_vec);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(before), Some(after), None) => Ok((before, after)),
        _ => Err("its template holds the text not once".into()),
    }
}
