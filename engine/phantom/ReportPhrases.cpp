#include "engine/phantom/ReportPhrases.h"

#include "engine/phantom/ReportTables.h"

namespace bolus::phantom {

PhraseBook::PhraseBook(const std::vector<std::string_view>& tables) {
    for (std::string_view table : tables) {
        std::string section;
        while (!table.empty()) {
            const std::string_view line = table.substr(0, table.find('\n'));
            table.remove_prefix(std::min(table.size(), line.size() + 1));
            const auto colon = line.find(": ");
            if (line.starts_with("# ")) {
                section = line.substr(2);
            } else if (colon != std::string_view::npos) {
                const std::string key = section + "/" + std::string(line.substr(0, colon));
                m_phrases[key].push_back(line.substr(colon + 2));
            }
        }
    }
}

const Phrases& PhraseBook::of(std::string_view section, std::string_view key) const {
    static const Phrases none;
    std::string path(section);
    path += '/';
    path += key;
    const auto found = m_phrases.find(path);
    return found == m_phrases.end() ? none : found->second;
}

const PhraseBook& phraseBook(PhantomSet set) {
    using namespace tables;
    static const PhraseBook training(
        {trainingFrames, trainingNormals, trainingLiver, trainingKidney, trainingOthers});
    static const PhraseBook validation({validationFrames, validationFindings});
    static const PhraseBook test({testFrames, testFindings});
    return set == PhantomSet::Training ? training : set == PhantomSet::Test ? test : validation;
}

const PhraseBook& sharedPhrases() {
    static const PhraseBook book({tables::shared});
    return book;
}

} // namespace bolus::phantom
