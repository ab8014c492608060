// Sections and assertions on public reports whose sections and findings are known. Skips where they
// are not there.
#include <array>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <QtTest>

#include "library/reports/Csv.h"
#include "library/reports/Sentences.h"

using namespace bolus;

namespace {

std::string contents(const QString& relative) {
    const QString root =
        qEnvironmentVariable("BOLUS_TEST_DATA", BOLUS_SOURCE_DIR "/../shared/data");
    std::ifstream stream((root + "/text/" + relative).toStdString());
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

using Table = std::vector<std::map<std::string, std::string>>;

Table table(const std::string& text) {
    Table rows;
    CsvRow header;
    (void)readCsvRows(text, ',', [&](const CsvRow& row, std::size_t) {
        if (header.empty()) {
            header = row;
            return true;
        }
        auto& fields = rows.emplace_back();
        for (std::size_t i = 0; i < std::min(row.size(), header.size()); ++i) {
            fields[header[i]] = row[i];
        }
        return true;
    });
    return rows;
}

const Table& indiana() {
    static const Table reports = table(contents("iu_xray_openi/indiana_reports.csv"));
    return reports;
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

/// How headings stand in the text.
enum class Layout { OwnLine, SameLine, OneLine, OneLineSmall };

const std::array<std::pair<const char*, Section>, 4> fields{{{"indication", Section::History},
                                                             {"comparison", Section::Comparison},
                                                             {"findings", Section::Findings},
                                                             {"impression", Section::Impression}}};

/// The report, and the words of each of its sections without spaces.
std::pair<std::string, std::map<Section, std::string>>
laidOut(const std::map<std::string, std::string>& row, Layout layout) {
    std::string text = layout >= Layout::OneLine ? "" : "CHEST X-RAY\n";
    std::map<Section, std::string> expected;
    for (const auto& [name, section] : fields) {
        const auto value = row.find(name);
        if (value == row.end() || value->second.empty()) {
            continue;
        }
        std::string heading = name;
        heading[0] = static_cast<char>(std::toupper(heading[0]));
        heading = layout == Layout::OneLineSmall ? heading : upper(heading);
        text += heading + (layout == Layout::OwnLine ? "\n" : ": ") + value->second +
                (layout >= Layout::OneLine ? " " : "\n\n");
        for (const Sentence& sentence : splitReport(value->second)) {
            expected[section] += sentence.text;
        }
    }
    return {text, expected};
}

std::string wordsOnly(const std::string& text) {
    std::string words;
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c))) {
            words += c;
        }
    }
    return words;
}

/// Share of reports whose sections all come out with their own words and no others.
double shareOfWholeReports(Layout layout) {
    std::size_t right = 0;
    for (const auto& row : indiana()) {
        const auto [text, expected] = laidOut(row, layout);
        std::map<Section, std::string> found;
        for (const Sentence& sentence : splitReport(text)) {
            if (sentence.section != Section::Other) {
                found[sentence.section] += sentence.text;
            }
        }
        right += std::ranges::all_of(fields, [&, &wanted = expected](const auto& field) {
            const auto want = wanted.find(field.second);
            return wordsOnly(found[field.second]) ==
                   (want == wanted.end() ? "" : wordsOnly(want->second));
        });
    }
    return static_cast<double>(right) / static_cast<double>(indiana().size());
}

/// Words for the findings of NegBio's labels; what they assert is what is measured.
const std::map<std::string, std::vector<std::string>> findingWords{
    {"Atelectasis", {"atelecta"}},
    {"Cardiomegaly",
     {"cardiomegaly", "enlarged heart", "heart is enlarged", "heart size is enlarged",
      "heart is mildly enlarged", "heart size is mildly enlarged", "enlarged cardiac",
      "cardiac enlargement", "enlargement of the cardiac", "heart is large", "heart enlarged"}},
    {"Effusion", {"effusion"}},
    {"Infiltration", {"infiltrat"}},
    {"Mass", {"mass"}},
    {"Nodule", {"nodule"}},
    {"Pneumonia", {"pneumonia"}},
    {"Pneumothorax", {"pneumothora"}},
    {"Consolidation", {"consolidat"}},
    {"Edema", {"edema"}},
    {"Emphysema", {"emphysem"}},
    {"Fibrosis", {"fibrosis", "fibrotic"}},
    {"Pleural_Thickening", {"pleural thickening", "thickening of the pleura"}}};

struct Counts {
    double right = 0, extra = 0, missed = 0;
    double f1() const { return 2 * right / std::max(1.0, 2 * right + extra + missed); }
    double precision() const { return right / std::max(1.0, right + extra); }
    double recall() const { return right / std::max(1.0, right + missed); }
};

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// Of a finding whose words a report holds: stated if any mention is, else in doubt if any is.
enum class Said { Nothing, Stated, InDoubt, Denied };

/// The stems in these are of other things: air below the skin is not the lung's emphysema.
const std::vector<std::string> otherThings{"subcutaneous emphysem", "soft tissue edema",
                                           "cystic fibrosis", "masslike"};

bool isOtherThing(const std::string& text, std::size_t at) {
    return std::ranges::any_of(otherThings, [&](const std::string& other) {
        for (std::size_t from = 0; (from = text.find(other, from)) != std::string::npos; ++from) {
            if (from <= at && at < from + other.size()) {
                return true;
            }
        }
        return false;
    });
}

Said saidOf(const std::vector<Sentence>& sentences, const std::vector<std::string>& words) {
    Said said = Said::Nothing;
    for (const Sentence& sentence : sentences) {
        const std::string text = lower(sentence.text);
        for (const std::string& word : words) {
            for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; ++at) {
                const bool inWord =
                    at > 0 && std::isalpha(static_cast<unsigned char>(text[at - 1]));
                if (inWord || isOtherThing(text, at)) {
                    continue;
                }
                const std::size_t offset[]{at + word.rfind(' ') + 1};
                const Assertion assertion = assertionsAt(sentence.text, offset).front();
                if (assertion == Assertion::Present) {
                    return Said::Stated;
                }
                const bool doubted = assertion == Assertion::Uncertain || said == Said::InDoubt;
                said = doubted ? Said::InDoubt : Said::Denied;
            }
        }
    }
    return said;
}

/// Against the gold's "there" or "not there".
struct Measured {
    Counts words, findings, stated, denied;
    int doubtedThere = 0, doubtedNotThere = 0;

    void add(Said said, bool there) {
        const auto count = [](Counts& counts, bool found, bool true_) {
            counts.right += found && true_ ? 1 : 0;
            counts.extra += found && !true_ ? 1 : 0;
            counts.missed += !found && true_ ? 1 : 0;
        };
        count(words, said != Said::Nothing, there);
        count(findings, said == Said::Stated, there);
        if (said == Said::Nothing) {
            return; // what no word of the report names is no matter of denial
        }
        count(denied, said == Said::Denied, !there);
        if (said == Said::InDoubt) {
            ++(there ? doubtedThere : doubtedNotThere);
        } else {
            count(stated, said == Said::Stated, there);
        }
    }
};

/// Over NegBio's test reports, or the others, which the rules were looked at with. Of the 35 that
/// are wrong among those (BOLUS_SHOW_ERRORS names them) 5 are the rules' fault, in 9 the report has
/// lost the word that counts ("Marrow pneumothorax" for "No pneumothorax"), and in 21 the gold says
/// other than the report: it knows no cardiomegaly in "enlarged cardiac silhouette", no emphysema
/// in "bullous emphysema", and an effusion in "no definite pleural effusion". What is in doubt it
/// has where the report says "versus" or "probable", and has not where that says "may".
Measured againstGold(bool testHalf) {
    std::map<std::string, const std::map<std::string, std::string>*> reports;
    for (const auto& row : indiana()) {
        reports["CXR" + row.at("uid")] = &row;
    }
    std::set<std::string> held;
    std::istringstream names(contents("negbio/examples/openi-testset.txt"));
    for (std::string name; names >> name;) {
        held.insert(name);
    }
    Measured measured;
    for (const auto& gold : table(contents("negbio/examples/openi_gld_std14.csv"))) {
        const std::string& name = gold.at("filename");
        if (held.contains(name) != testHalf || !reports.contains(name)) {
            continue;
        }
        const auto& row = *reports[name];
        const auto sentences = splitReport("FINDINGS:\n" + row.at("findings") +
                                           "\n\nIMPRESSION:\n" + row.at("impression"));
        for (const auto& [label, words] : findingWords) {
            const bool there = gold.at(label) == "1";
            const Said said = saidOf(sentences, words);
            measured.add(said, there);
            const bool wrong = (said == Said::Denied && there) || (said == Said::Stated && !there);
            if (wrong && !testHalf && qEnvironmentVariableIsSet("BOLUS_SHOW_ERRORS")) {
                qInfo("%s %s %s | %s | %s", there ? "DENIED" : "STATED", label.c_str(),
                      name.c_str(), row.at("findings").c_str(), row.at("impression").c_str());
            }
        }
    }
    return measured;
}

void print(const char* what, const Counts& c) {
    qInfo("  %s: precision %.3f, recall %.3f, F1 %.3f", what, c.precision(), c.recall(), c.f1());
}

void print(const char* half, const Measured& measured) {
    qInfo("%s", half);
    print("denied, of findings that a report names (in doubt: not denied)", measured.denied);
    print("stated, of those that are not in doubt", measured.stated);
    print("whole: words and rules against the gold's findings", measured.findings);
    print("words alone", measured.words);
    qInfo("  in doubt: %d that the gold has, %d that it has not", measured.doubtedThere,
          measured.doubtedNotThere);
}

} // namespace

class ReportDataTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sectionsOfChestReports_data() {
        QTest::addColumn<int>("layout");
        QTest::newRow("headings on lines of their own") << int(Layout::OwnLine);
        QTest::newRow("headings before their text") << int(Layout::SameLine);
        QTest::newRow("all on one line") << int(Layout::OneLine);
        QTest::newRow("all on one line, small letters") << int(Layout::OneLineSmall);
    }
    void sectionsOfChestReports() {
        if (indiana().empty()) {
            QSKIP("needs text/iu_xray_openi of the shared test data");
        }
        QFETCH(int, layout);
        const double share = shareOfWholeReports(static_cast<Layout>(layout));
        qInfo("%zu reports, %.2f %% with every section whole", indiana().size(), 100 * share);
        QVERIFY(share > 0.99);
    }

    void assertionsAgainstGold() {
        if (indiana().empty() || contents("negbio/examples/openi_gld_std14.csv").empty()) {
            QSKIP("needs text/negbio and text/iu_xray_openi of the shared test data");
        }
        const Measured others = againstGold(false), test = againstGold(true);
        print("reports that the rules were looked at with", others);
        print("test reports", test);
        QVERIFY(test.denied.f1() > 0.95 && others.denied.f1() > 0.97);
        QVERIFY(test.stated.f1() > 0.95 && others.stated.f1() > 0.97);
        QVERIFY(test.findings.f1() > 0.88);
    }
};

QTEST_GUILESS_MAIN(ReportDataTest)
#include "test_report_data.moc"
