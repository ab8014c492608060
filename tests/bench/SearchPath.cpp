// From a phrase to the list: through the running program, and where the time goes.
#include <algorithm>
#include <functional>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include "engine/model/Model.h"
#include "library/search/ImageRanking.h"
#include "library/search/LexicalRanking.h"
#include "library/search/Search.h"
#include "tests/bench/Measure.h"
#include "tests/bench/SearchSections.h"

namespace bolus::bench {

namespace {

double percentile95(std::vector<double> values) {
    std::ranges::sort(values);
    return values[std::min(values.size() - 1, values.size() * 95 / 100)];
}

void report(const std::string& what, const std::vector<double>& ms) {
    print({what + ", median", "ms", median(ms), "", 0, 0, {}});
    print({what + ", 95th percentile", "ms", percentile95(ms), "", 0, 0, {}});
}

double limitMs(const SearchOptions& options) {
    return options.cases > 100000 ? 150 : 50;
}

/// `bolusctl serve` over JSON lines.
class Served {
public:
    bool start(const SearchOptions& options, const std::filesystem::path& library) {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QString::fromStdString(options.bolusctl.string()),
                        {"--library", QString::fromStdString(library.string()), "serve"});
        return m_process.waitForStarted();
    }
    ~Served() {
        m_process.closeWriteChannel();
        m_process.waitForFinished(10000);
    }
    /// The last event of this command.
    QJsonObject ask(const QJsonArray& argv) {
        m_process.write(QJsonDocument(QJsonObject{{"id", ++m_id}, {"argv", argv}})
                            .toJson(QJsonDocument::Compact) +
                        "\n");
        for (;;) {
            while (!m_process.canReadLine()) {
                if (!m_process.waitForReadyRead(600000)) {
                    return {{"event", "error"}, {"message", "serve does not answer"}};
                }
            }
            const QJsonObject event = QJsonDocument::fromJson(m_process.readLine()).object();
            const QString kind = event["event"].toString();
            if (event["id"].toInt() == m_id && (kind == "result" || kind == "error")) {
                return event;
            }
        }
    }

private:
    QProcess m_process;
    int m_id = 0;
};

Result<void> throughServe(const SearchOptions& options, const std::filesystem::path& library) {
    Served serve;
    if (!serve.start(options, library)) {
        return fail(ErrorCode::Internal, "bolusctl does not start.");
    }
    const auto search = [&](const std::string& phrase) {
        return serve.ask({"search", QString::fromStdString(phrase), "--k", "20"});
    };
    const double first = 1000 * secondsOf([&] { search("warm"); });
    std::vector<double> ms;
    double hits = 0;
    for (int round = 0; round < options.rounds; ++round) {
        for (const std::string& phrase : searchPhrases()) {
            QJsonObject answer;
            ms.push_back(1000 * secondsOf([&] { answer = search(phrase); }));
            if (answer["event"].toString() == "error") {
                return fail(ErrorCode::Internal, answer["message"].toString().toStdString());
            }
            hits += answer["hits"].toDouble();
        }
    }
    const std::string what = "phrase to list of " + std::to_string(options.cases) + " cases";
    print({what + ", median", "ms", median(ms), "limit", limitMs(options),
           median(ms) / limitMs(options), Target::atMost(1)});
    print({what + ", 95th percentile", "ms", percentile95(ms), "", 0, 0, {}});
    print({"first search of serve, with all that it reads", "ms", first, "", 0, 0, {}});
    printLine({{"hits_a_phrase", hits / static_cast<double>(ms.size())}});
    return {};
}

struct Parts {
    Library& library;
    VectorIndex& index;
    const Model& model;
    std::vector<double> encode, read, words, vectors, facets, whole;
};

Result<void> timeParts(Parts& parts, const std::string& text) {
    Result<void> done;
    const auto timed = [&done](std::vector<double>& times, const auto& work) {
        times.push_back(1000 * secondsOf([&] {
                            if (const auto result = work(); !result && done) {
                                done = std::unexpected(result.error());
                            }
                        }));
    };
    SearchQuery query;
    query.phrase = text;
    std::vector<std::int64_t> found;
    timed(parts.encode, [&] {
        auto vector = parts.model.encodeText(text);
        query.vector = vector.value_or(std::vector<float>());
        return vector;
    });
    SearchPhrase phrase;
    timed(parts.read, [&] {
        auto read = readPhrase(parts.library, text);
        phrase = read.value_or(SearchPhrase());
        return read;
    });
    timed(parts.words, [&] {
        auto ranked = rankByReports(parts.library, phrase);
        for (const LexicalCase& one : ranked.value_or(std::vector<LexicalCase>())) {
            found.push_back(one.caseId);
        }
        return ranked;
    });
    timed(parts.vectors, [&] { return rankByImage(parts.index, query.vector, nullptr, found); });
    timed(parts.facets, [&] { return parts.library.facetsOf(found); });
    timed(parts.whole, [&] { return findCases(parts.library, &parts.index, query); });
    return done;
}

Result<void> byParts(const SearchOptions& options, const std::filesystem::path& folder) {
    auto library = Library::open(folder);
    auto model = Model::load(options.model);
    if (!library || !model) {
        return std::unexpected(library ? model.error() : library.error());
    }
    auto index = VectorIndex::open(**library, (*model)->info().hash);
    if (!index) {
        return std::unexpected(index.error());
    }
    Parts warm{**library, **index, **model, {}, {}, {}, {}, {}, {}}, parts = warm;
    (void)timeParts(warm, "warm");
    for (int round = 0; round < options.rounds; ++round) {
        for (const std::string& phrase : searchPhrases()) {
            const std::size_t before = parts.whole.size();
            if (auto done = timeParts(parts, phrase); !done) {
                return done;
            }
            if (round == 0) {
                printLine({{"phrase", phrase},
                           {"words_ms", parts.words[before]},
                           {"vectors_ms", parts.vectors[before]},
                           {"facets_ms", parts.facets[before]},
                           {"whole_ms", parts.whole[before]}});
            }
        }
    }
    report("of it: the phrase's vector", parts.encode);
    report("of it: reading the phrase", parts.read);
    report("of it: words", parts.words);
    report("of it: vectors", parts.vectors);
    report("of it: facets of those found", parts.facets);
    report("search without the phrase's vector and the output", parts.whole);
    return {};
}

} // namespace

Result<void> wholeSearch(const SearchOptions& options) {
    const auto folder = options.kept.empty() ? options.folder / "cases" : options.kept;
    Result<void> done;
    const double seconds = secondsOf([&] { done = makeSearchLibrary(options, folder); });
    if (!done) {
        return done;
    }
    printLine({{"library_seconds", seconds}});
    if (done = throughServe(options, folder); !done) {
        return done;
    }
    return byParts(options, folder);
}

} // namespace bolus::bench
