#include <algorithm>
#include <map>
#include <queue>
#include <set>
#include <tuple>

#include "engine/text/BasicTokens.h"
#include "engine/text/WordPiece.h"

namespace bolus {
namespace {

/// Merges the most frequent pair of neighbouring pieces again and again (Sennrich et al. 2016),
/// with BERT's "##" before a piece that continues a word.
class VocabularyTrainer {
public:
    VocabularyTrainer() {
        for (const char* special : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"})
            piece(special);
        for (char c = '!'; c <= '~'; ++c) {
            if (c >= 'A' && c <= 'Z')
                continue;
            piece(std::string(1, c));
            if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))
                piece(std::string("##") + c);
        }
    }

    void addWords(const std::vector<std::string>& texts, std::size_t size) {
        std::map<std::string, Word> words; // sorted, so that the texts' order does not matter
        for (const std::string& text : texts)
            forEachBasicToken(text, [&](const BasicToken& token) {
                if (token.characters() <= 100)
                    ++words.try_emplace(token.utf8, Word{letters(token), {}, 0})
                          .first->second.count;
                return true;
            });
        addAlphabet(words, size);
        for (auto& [text, word] : words)
            addWord(std::move(word));
    }

    std::vector<std::string> merge(std::size_t size) {
        for (const auto& [pair, use] : m_pairs)
            m_queue.push(candidate(pair, use.count));
        while (m_pieces.size() < size && !m_queue.empty()) {
            const Candidate best = m_queue.top();
            m_queue.pop();
            const std::int64_t count = m_pairs[best.pair].count;
            if (count != best.count) { // it has been eaten into since it was queued
                if (count >= minCount)
                    m_queue.push(candidate(best.pair, count));
            } else if (count >= minCount) {
                apply(best.pair);
            }
        }
        return std::move(m_pieces);
    }

private:
    using Pair = std::pair<int, int>;
    static constexpr std::int64_t minCount = 2;

    struct Word {
        std::vector<std::string> letters;
        std::vector<int> pieces;
        std::int64_t count = 0;
    };
    struct Use {
        std::int64_t count = 0;
        std::set<std::size_t> words;
    };
    struct Candidate {
        std::int64_t count = 0;
        std::string text; // spelling breaks ties
        Pair pair;
        bool operator<(const Candidate& other) const {
            return std::tie(count, other.text, other.pair) < std::tie(other.count, text, pair);
        }
    };

    static std::vector<std::string> letters(const BasicToken& token) {
        std::vector<std::string> out;
        for (std::size_t i = 0; i < token.characters(); ++i)
            out.push_back(
                (i > 0 ? "##" : "") +
                token.utf8.substr(token.starts[i], token.starts[i + 1] - token.starts[i]));
        return out;
    }

    int piece(const std::string& text) {
        const auto [at, isNew] = m_ids.try_emplace(text, static_cast<int>(m_pieces.size()));
        if (isNew)
            m_pieces.push_back(text);
        return at->second;
    }

    /// Letters beyond ASCII, the frequent ones first, in at most an eighth of the vocabulary.
    void addAlphabet(const std::map<std::string, Word>& words, std::size_t size) {
        std::map<std::string, std::int64_t> counts;
        for (const auto& [text, word] : words)
            for (const std::string& letter : word.letters)
                if (!m_ids.contains(letter))
                    counts[letter] += word.count;
        std::vector<std::pair<std::int64_t, std::string>> order; // count negated: highest first
        for (const auto& [letter, count] : counts)
            if (count >= minCount)
                order.emplace_back(-count, letter);
        std::ranges::sort(order);
        for (std::size_t i = 0; i < std::min(order.size(), size / 8) && m_pieces.size() < size; ++i)
            piece(order[i].second);
    }

    void addWord(Word word) {
        for (const std::string& letter : word.letters) {
            const auto found = m_ids.find(letter);
            if (found == m_ids.end())
                return; // a letter too rare to spell
            word.pieces.push_back(found->second);
        }
        m_words.push_back(std::move(word));
        count(m_words.size() - 1, 1);
    }

    /// Adds (sign 1) or takes away (-1) the pairs of a word.
    void count(std::size_t index, int sign) {
        const Word& word = m_words[index];
        for (std::size_t i = 0; i + 1 < word.pieces.size(); ++i) {
            Use& use = m_pairs[{word.pieces[i], word.pieces[i + 1]}];
            use.count += sign * word.count;
            if (sign > 0)
                use.words.insert(index);
        }
    }

    std::string joined(Pair pair) const {
        return m_pieces[static_cast<std::size_t>(pair.first)] +
               m_pieces[static_cast<std::size_t>(pair.second)].substr(2);
    }

    Candidate candidate(Pair pair, std::int64_t count) const { return {count, joined(pair), pair}; }

    void apply(Pair pair) {
        const int merged = piece(joined(pair));
        const std::set<std::size_t> words = std::move(m_pairs[pair].words);
        std::set<Pair> grown; // only pairs with the merged piece can
        for (const std::size_t index : words) {
            count(index, -1);
            std::vector<int>& pieces = m_words[index].pieces;
            replace(pieces, pair, merged);
            count(index, 1);
            for (std::size_t i = 0; i + 1 < pieces.size(); ++i)
                if (pieces[i] == merged || pieces[i + 1] == merged)
                    grown.emplace(pieces[i], pieces[i + 1]);
        }
        m_pairs.erase(pair);
        for (const Pair& other : grown)
            m_queue.push(candidate(other, m_pairs[other].count));
    }

    static void replace(std::vector<int>& pieces, Pair pair, int merged) {
        std::size_t to = 0;
        for (std::size_t i = 0; i < pieces.size(); ++i, ++to) {
            const bool hit =
                i + 1 < pieces.size() && pieces[i] == pair.first && pieces[i + 1] == pair.second;
            pieces[to] = hit ? merged : pieces[i];
            i += hit ? 1 : 0;
        }
        pieces.resize(to);
    }

    std::vector<std::string> m_pieces;
    std::map<std::string, int> m_ids;
    std::vector<Word> m_words;
    std::map<Pair, Use> m_pairs;
    std::priority_queue<Candidate> m_queue;
};

} // namespace

std::vector<std::string> trainVocabulary(const std::vector<std::string>& texts, std::size_t size) {
    VocabularyTrainer trainer;
    trainer.addWords(texts, size);
    return trainer.merge(size);
}

} // namespace bolus
