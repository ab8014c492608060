// Concepts of radiology and how reports write them: resources/lexicon, compiled in.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "library/domain/Result.h"

namespace bolus {

enum class ConceptKind { Diagnosis, Finding, Anatomy, Phase, Modality };
const char* conceptKindToken(ConceptKind kind); // "diagnosis", …

struct LexiconEntry {
    std::string id; // letters and digits, lower case: "hcc"
    ConceptKind kind = ConceptKind::Finding;
    std::string name;                   // "hepatocellular carcinoma"
    std::vector<std::string> spellings; // all others: "HCC", "hepatoma"
    std::vector<std::string> kinds;     // ids of what is one, too: a mass is a lesion
};

/// Where a text names a concept.
struct ConceptFound {
    const LexiconEntry* entry = nullptr;
    std::size_t firstWord = 0, words = 0; // of textWords(text)
};

/// What is written in capitals only, up to six letters, is an abbreviation: in reports it counts as
/// written alone ("MS", not "Ms"); of several meanings it counts as none.
class Lexicon {
public:
    /// The compiled-in one. Its files are valid, which a test sees to.
    static const Lexicon& standard();
    /// From JSON texts, one a file: `{"kind": …, "concepts": [{"id", "name", "also": […],
    /// "kinds": […]}, …]}`.
    /// BadInput: what is wrong with them.
    static Result<Lexicon> from(const std::vector<std::string_view>& files);

    const std::vector<LexiconEntry>& entries() const { return m_entries; }
    const LexiconEntry* byId(std::string_view id) const;
    /// Left to right, the longest first, none within another.
    std::vector<ConceptFound> find(std::string_view text) const;
    /// The same with those within others: "renal cyst" names a kidney and a cyst, too.
    std::vector<ConceptFound> findAll(std::string_view text) const;
    /// What a person may mean by this, whatever its capitals: none, one, or several.
    std::vector<const LexiconEntry*> meanings(std::string_view spelling) const;
    /// Of more words than one, in what a person typed: as find(), whatever the capitals.
    std::vector<ConceptFound> findTyped(std::string_view text) const;
    /// Changes with any entry.
    const std::string& version() const { return m_version; }
    /// Each folded word of it, once, in order; no abbreviations.
    const std::vector<std::string>& words() const { return m_words; }

private:
    struct Way { // a spelling's words after its first
        std::vector<std::string> rest;
        std::string capitals; // as written; empty: not an abbreviation
        std::vector<std::size_t> entries;
    };
    Result<void> add(std::string_view json);
    void addSpelling(std::size_t entry, const std::string& spelling);
    void finish();
    enum class How { Longest, All, Typed };
    std::vector<ConceptFound> find(std::string_view text, How how) const;

    std::vector<LexiconEntry> m_entries;
    std::unordered_map<std::string, std::size_t> m_byId;
    std::unordered_map<std::string, std::vector<Way>> m_ways; // by first folded word, longest first
    std::vector<std::string> m_words;
    std::string m_version;
};

} // namespace bolus
