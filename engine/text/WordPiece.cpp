#include "engine/text/WordPiece.h"

#include <algorithm>

#include "engine/text/BasicTokens.h"

namespace bolus {
namespace {

constexpr std::size_t maxCharacters = 100; // of a word, as in BERT

} // namespace

Result<WordPiece> WordPiece::fromVocabulary(std::vector<std::string> vocabulary) {
    WordPiece wordPiece;
    for (std::size_t i = 0; i < vocabulary.size(); ++i) {
        if (vocabulary[i].ends_with('\r'))
            vocabulary[i].pop_back();
        wordPiece.m_ids[vocabulary[i]] = static_cast<std::int64_t>(i);
    }
    for (const char* special : {"[PAD]", "[UNK]", "[CLS]", "[SEP]"}) {
        if (!wordPiece.m_ids.contains(special))
            return fail(ErrorCode::BadInput, std::string("The vocabulary has no ") + special +
                                                 " token; it is not a BERT vocabulary.");
    }
    wordPiece.m_unknown = wordPiece.m_ids.at("[UNK]");
    wordPiece.m_cls = wordPiece.m_ids.at("[CLS]");
    wordPiece.m_sep = wordPiece.m_ids.at("[SEP]");
    wordPiece.m_vocabulary = std::move(vocabulary);
    return wordPiece;
}

std::vector<std::int64_t> WordPiece::encode(std::string_view utf8, int maxTokens) const {
    if (maxTokens < 2)
        return std::vector<std::int64_t>(static_cast<std::size_t>(std::max(maxTokens, 0)), m_cls);
    const std::size_t room = static_cast<std::size_t>(maxTokens) - 1; // the last is for [SEP]
    std::vector<std::int64_t> ids{m_cls};
    forEachBasicToken(utf8, [&](const BasicToken& word) {
        appendPieces(word, ids);
        return ids.size() < room;
    });
    ids.resize(std::min(ids.size(), room));
    ids.push_back(m_sep);
    return ids;
}

void WordPiece::appendPieces(const BasicToken& word, std::vector<std::int64_t>& ids) const {
    const std::size_t before = ids.size(), n = word.characters();
    std::string piece;
    for (std::size_t start = 0; start < n && n <= maxCharacters;) {
        std::size_t end = n;
        auto found = m_ids.end();
        for (; end > start; --end) { // the longest piece that fits
            piece = start > 0 ? "##" : "";
            piece.append(word.utf8, word.starts[start], word.starts[end] - word.starts[start]);
            if (found = m_ids.find(piece); found != m_ids.end())
                break;
        }
        if (found == m_ids.end()) {
            ids.resize(before);
            break;
        }
        ids.push_back(found->second);
        start = end;
    }
    if (ids.size() == before)
        ids.push_back(m_unknown);
}

} // namespace bolus
