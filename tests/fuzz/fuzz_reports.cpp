// Bytes as a report file (HL7, FHIR, CDA, CSV, text): what is read, its sentences, their
// assertions and the images they name.
#include <algorithm>

#include "library/reports/ImageReferences.h"
#include "library/reports/ReportFile.h"
#include "library/reports/Sentences.h"
#include "tests/fuzz/FuzzTarget.h"

using namespace bolus;
using namespace bolus::fuzz;

namespace fs = std::filesystem;

namespace {

/// The memory file under names with extensions, which decide where the content does not.
class NamedFiles {
public:
    NamedFiles() {
        std::string name = fs::temp_directory_path() / "bolus-fuzz-XXXXXX";
        promise(mkdtemp(name.data()) != nullptr, "a temporary folder");
        m_folder = name;
        for (const char* extension : {"csv", "tsv", "txt"}) {
            m_paths.push_back(m_folder / (std::string("report.") + extension));
            fs::create_symlink(m_memory.path(), m_paths.back());
        }
    }
    ~NamedFiles() {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
    NamedFiles(const NamedFiles&) = delete;
    NamedFiles& operator=(const NamedFiles&) = delete;

    void hold(const std::uint8_t* data, std::size_t size) { m_memory.hold(data, size); }
    const std::vector<fs::path>& paths() const { return m_paths; }

private:
    MemoryFile m_memory;
    fs::path m_folder;
    std::vector<fs::path> m_paths;
};

void readSentences(const std::string& text) {
    constexpr std::size_t longestSentence = 4000;
    for (const Sentence& sentence : splitReport(text)) {
        promise(sentence.text.size() <= longestSentence, "a sentence has at most 4,000 bytes");
        promise(sentence.text.find('\n') == std::string::npos, "a sentence is one line");
        (void)assertionOf(sentence.text);
    }
    (void)imageReferencesIn(text);
}

/// PDF is Poppler's to read, and Poppler has fuzzers of its own.
Result<std::string> instead(std::string_view) {
    return std::string("A page.");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static NamedFiles files;
    files.hold(data, size);
    for (const fs::path& path : files.paths()) {
        const auto read = readReportFile(path, instead);
        promiseSentence(read);
        for (std::size_t i = 0; read && i < read->reports.size(); ++i) {
            promise(!read->reports[i].text.empty(), "a report has text");
            readSentences(read->reports[i].text);
        }
    }
    return 0;
}
