// BERT's WordPiece tokenizer (Devlin et al. 2019), uncased, and a trainer for small vocabularies.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "library/domain/Result.h"

namespace bolus {

struct BasicToken;

class WordPiece {
public:
    /// One token an entry, index = id; a trailing CR is dropped. Where a token stands twice the
    /// last id counts, as in BERT. BadInput where [PAD], [UNK], [CLS] or [SEP] is missing.
    static Result<WordPiece> fromVocabulary(std::vector<std::string> vocabulary);

    /// [CLS] … [SEP], at most maxTokens ids. Text is cleaned, lower-cased, accents stripped (NFD),
    /// CJK and punctuation split off, as bert-base-uncased does it; a word of more than 100
    /// characters, or one that no pieces spell, is [UNK]. Special tokens written in the text are
    /// plain text. The ids are those of bert-base-uncased given its vocabulary.
    std::vector<std::int64_t> encode(std::string_view utf8, int maxTokens) const;
    const std::vector<std::string>& vocabulary() const { return m_vocabulary; }

private:
    void appendPieces(const BasicToken& word, std::vector<std::int64_t>& ids) const;

    std::vector<std::string> m_vocabulary;
    std::unordered_map<std::string, std::int64_t> m_ids;
    std::int64_t m_unknown = 0, m_cls = 0, m_sep = 0;
};

/// A vocabulary of at most `size` entries learned from texts (pair merging by count, ties by
/// spelling), always with the special tokens, ASCII digits and letters, and common punctuation,
/// even where these alone are more than `size`. [PAD] is id 0. Deterministic: the order of the
/// texts does not matter.
std::vector<std::string> trainVocabulary(const std::vector<std::string>& texts, std::size_t size);

} // namespace bolus
