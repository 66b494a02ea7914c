//! The model of BERT: a word is the longest piece that it begins with, and so on for the rest. It gives what the crate's gives,
//! in a time that grows with the longest piece and not with the cube of the word.

use std::collections::HashMap;

use serde::Deserialize;
use tokenizers::Token;

use crate::errors::Result;
use crate::pieces::{Pieces, ROOT};

/// In characters. BERT's are 100.
const MAX_WORD_LENGTH: usize = 256;

#[derive(Deserialize)]
struct WordPieceFile {
    vocab: HashMap<String, u32>,
    unk_token: String,
    continuing_subword_prefix: String,
    max_input_chars_per_word: usize,
}

#[derive(Deserialize)]
#[serde(try_from = "WordPieceFile")]
pub struct WordPiece {
    file: WordPieceFile,
    pieces: Pieces,
    /// The node behind which are the pieces that go on.
    inner: Option<usize>,
}

impl TryFrom<WordPieceFile> for WordPiece {
    type Error = String;

    fn try_from(file: WordPieceFile) -> std::result::Result<Self, Self::Error> {
        let length = file.max_input_chars_per_word;
        if length > MAX_WORD_LENGTH {
            return Err(format!("it looks up words of {length} characters, and {MAX_WORD_LENGTH} are allowed"));
        }
        let pieces = Pieces::new(file.vocab.iter().map(|(piece, id)| (piece.as_str(), *id)));
        let inner = pieces.walk(ROOT, file.continuing_subword_prefix.as_bytes());
        Ok(Self { file, pieces, inner })
    }
}

impl WordPiece {
    pub fn tokenize(&self, word: &str) -> Result<Vec<Token>> {
        if word.chars().nth(self.file.max_input_chars_per_word).is_some() {
            return self.unknown(word);
        }
        let mut tokens = Vec::new();
        let mut start = 0;
        while start < word.len() {
            let node = if start == 0 { Some(ROOT) } else { self.inner };
            let mut longest = None;
            if let Some(node) = node {
                self.pieces.each_prefix(node, &word.as_bytes()[start..], |length, id| longest = Some((start + length, id)))?;
            }
            let Some((end, id)) = longest else { return self.unknown(word) };
            let prefix = if start == 0 { "" } else { &self.file.continuing_subword_prefix };
            tokens.push(Token::new(id, format!("{prefix}{}", &word[start..end]), (start, end)));
            start = end;
        }
        Ok(tokens)
    }

    fn unknown(&self, word: &str) -> Result<Vec<Token>> {
        let token = &self.file.unk_token;
        let id = self.pieces.id(token).ok_or("WordPiece error: Missing [UNK] token from the vocabulary")?;
        Ok(vec![Token::new(id, token.clone(), (0, word.len()))])
    }

    pub fn id(&self, piece: &str) -> Option<u32> {
        self.pieces.id(piece)
    }

    pub fn piece(&self, id: u32) -> Option<String> {
        self.file.vocab.iter().find(|(_, other)| **other == id).map(|(piece, _)| piece.clone())
    }

    pub fn vocab(&self) -> &HashMap<String, u32> {
        &self.file.vocab
    }
}
