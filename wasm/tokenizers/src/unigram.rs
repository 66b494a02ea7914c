//! The model of SentencePiece: of all ways to cut a text into pieces, the one with the best sum of scores. It gives what the
//! crate's gives, from a tree that is quick to make.

use std::collections::HashMap;

use serde::Deserialize;
use tokenizers::Token;

use crate::errors::Result;
use crate::pieces::{Pieces, ROOT};

/// What a character costs that no piece has, below the worst score.
const UNKNOWN_PENALTY: f64 = 10.0;

#[derive(Deserialize)]
struct UnigramFile {
    vocab: Vec<(String, f64)>,
    #[serde(default)]
    unk_id: Option<usize>,
    #[serde(default)]
    byte_fallback: bool,
}

#[derive(Deserialize)]
#[serde(try_from = "UnigramFile")]
pub struct Unigram {
    vocab: Vec<(String, f64)>,
    pieces: Pieces,
    unknown: Option<u32>,
    unknown_score: f64,
    byte_fallback: bool,
}

impl TryFrom<UnigramFile> for Unigram {
    type Error = &'static str;

    fn try_from(file: UnigramFile) -> std::result::Result<Self, Self::Error> {
        let UnigramFile { vocab, unk_id, byte_fallback } = file;
        if unk_id.is_some_and(|id| id >= vocab.len()) {
            return Err("The `unk_id` is larger than vocabulary size");
        }
        let least = vocab.iter().fold(f64::INFINITY, |least, (_, score)| if *score < least { *score } else { least });
        Ok(Self {
            pieces: Pieces::new(vocab.iter().zip(0..).map(|((piece, _), id)| (piece.as_str(), id))),
            vocab,
            unknown: unk_id.map(|id| id as u32),
            unknown_score: least - UNKNOWN_PENALTY,
            byte_fallback,
        })
    }
}

/// The best way to a place in a text.
#[derive(Clone, Default)]
struct Path {
    score: f64,
    /// Where its last piece begins.
    start: Option<usize>,
    id: u32,
}

impl Path {
    fn offer(&mut self, score: f64, start: usize, id: u32) {
        if self.start.is_none() || score > self.score {
            *self = Self { score, start: Some(start), id };
        }
    }

    fn is_worse(&self, score: f64) -> bool {
        self.start.is_none() || score > self.score
    }
}

impl Unigram {
    pub fn tokenize(&self, text: &str) -> Result<Vec<Token>> {
        let paths = self.best_paths(text)?;
        let mut spans: Vec<(usize, usize)> = Vec::new();
        let (mut end, mut was_unknown) = (text.len(), false);
        while end > 0 {
            let Path { start, id, .. } = paths[end];
            let start = start.ok_or("no pieces lead to the end of a text")?;
            let is_unknown = Some(id) == self.unknown;
            match spans.last_mut() {
                Some(span) if is_unknown && was_unknown => span.0 = start,
                _ => spans.push((start, end)),
            }
            (end, was_unknown) = (start, is_unknown);
        }
        let mut tokens = Vec::with_capacity(spans.len());
        for (start, end) in spans.into_iter().rev() {
            self.push_tokens(&text[start..end], (start, end), &mut tokens)?;
        }
        Ok(tokens)
    }

    /// By where they end, in bytes.
    fn best_paths(&self, text: &str) -> Result<Vec<Path>> {
        let mut paths = vec![Path::default(); text.len() + 1];
        for (start, character) in text.char_indices() {
            let score = paths[start].score;
            let (next, mut is_known) = (start + character.len_utf8(), false);
            self.pieces.each_prefix(ROOT, &text.as_bytes()[start..], |length, id| {
                paths[start + length].offer(score + self.vocab[id as usize].1, start, id);
                is_known |= start + length == next;
            })?;
            if !is_known && paths[next].is_worse(score + self.unknown_score) {
                paths[next].offer(score + self.unknown_score, start, self.unknown_id()?);
            }
        }
        Ok(paths)
    }

    /// A piece, or characters that none has: those together are one token, or their bytes.
    fn push_tokens(&self, text: &str, offsets: (usize, usize), tokens: &mut Vec<Token>) -> Result<()> {
        if let Some(id) = self.pieces.id(text) {
            tokens.push(Token::new(id, text.to_owned(), offsets));
            return Ok(());
        }
        let bytes = self.byte_fallback.then(|| text.bytes().map(|byte| self.byte_token(byte, offsets)).collect());
        match bytes {
            Some(Some(bytes)) => tokens.extend::<Vec<Token>>(bytes),
            _ => tokens.push(Token::new(self.unknown_id()?, text.to_owned(), offsets)),
        }
        Ok(())
    }

    fn byte_token(&self, byte: u8, offsets: (usize, usize)) -> Option<Token> {
        let piece = format!("<0x{byte:02X}>");
        self.pieces.id(&piece).map(|id| Token::new(id, piece, offsets))
    }

    fn unknown_id(&self) -> Result<u32> {
        Ok(self.unknown.ok_or("Encountered an unknown token but `unk_id` is missing")?)
    }

    pub fn id(&self, piece: &str) -> Option<u32> {
        self.pieces.id(piece)
    }

    pub fn piece(&self, id: u32) -> Option<String> {
        self.vocab.get(id as usize).map(|(piece, _)| piece.clone())
    }

    pub fn vocab(&self) -> HashMap<String, u32> {
        self.vocab.iter().zip(0..).map(|((piece, _), id)| (piece.clone(), id)).collect()
    }

    pub fn len(&self) -> usize {
        self.vocab.len()
    }
}
