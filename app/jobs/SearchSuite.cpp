#include "app/jobs/SearchSuite.h"

#include <algorithm>
#include <functional>
#include <map>

#include <fmt/format.h>

#include "app/jobs/EvaluateJob.h"
#include "app/jobs/ModelFiles.h"
#include "app/jobs/SearchJobs.h"
#include "app/jobs/SearchSuiteLibrary.h"
#include "app/jobs/SearchSuiteReport.h"
#include "app/jobs/SearchTruth.h"
#include "app/jobs/SuiteFolder.h"
#include "engine/evaluate/Ranking.h"
#include "engine/phantom/Revision.h"
#include "engine/preprocess/Revision.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t fewestRelevant = 5; // of a query; with fewer no search could do well

/// Takes the cases that a search lists.
class HitList : public Events {
public:
    explicit HitList(Events& outer) : m_outer(outer) {}
    void item(Json fields) override { m_cases.push_back(fields.at("case").get<std::int64_t>()); }
    void progress(std::string_view, std::int64_t, std::int64_t) override {}
    void warning(std::string_view code, std::string_view message, const fs::path& path) override {
        m_outer.warning(code, message, path);
    }
    bool cancelled() const override { return m_outer.cancelled(); }
    const std::vector<std::int64_t>& cases() const { return m_cases; }

private:
    Events& m_outer;
    std::vector<std::int64_t> m_cases;
};

/// A search of the benchmark, whatever way it is made.
struct SuiteQuery {
    std::string kind;
    SearchRequest request;
    Relevance relevance;
    std::vector<int> all; // grades of every candidate
};

/// A way of searching.
struct SearchRow {
    std::string name, label;
    std::function<void(SearchRequest&)> change;
    bool mayFindNothing = false; // the example has no report, or one without a known finding
};

const std::vector<SearchRow>& phraseRows() {
    static const std::vector<SearchRow> rows{
        {"lexical", "words", [](SearchRequest& r) { r.mode = SearchMode::Lexical; }},
        {"image", "image", [](SearchRequest& r) { r.mode = SearchMode::Image; }},
        {"hybrid", "hybrid", [](SearchRequest&) {}},
        {"hybrid_alike", "hybrid, words and image alike",
         [](SearchRequest& r) { r.weights[0] = 1; }},
        {"hybrid_image_2", "hybrid, image twice",
         [](SearchRequest& r) {
             r.weights = {1, 2, 1};
         }},
        {"typed", "words, without the lexicon's other names",
         [](SearchRequest& r) {
             r.mode = SearchMode::Lexical;
             r.rules.synonyms = false;
         }},
        {"unasserted", "words, without assertions",
         [](SearchRequest& r) {
             r.mode = SearchMode::Lexical;
             r.rules.assertions = false;
         }},
    };
    return rows;
}

const std::vector<SearchRow>& exampleRows() {
    static const std::vector<SearchRow> rows{
        {"similar_image", "similar case, by image", [](SearchRequest& r) { r.weights[0] = 0; }},
        {"similar_report", "similar case, by its report",
         [](SearchRequest& r) { r.weights[1] = 0; }, true},
        {"similar", "similar case, both", [](SearchRequest&) {}},
        {"similar_twice", "similar case, both, its report twice",
         [](SearchRequest& r) { r.weights[0] = 2; }},
    };
    return rows;
}

const std::vector<SearchRow>& regionRows() {
    static const std::vector<SearchRow> rows{
        {"whole", "the region's finding, by the whole case",
         [](SearchRequest& r) {
             r.region.clear();
             r.weights[0] = 0;
         }},
        {"region", "the region's finding, by the region", [](SearchRequest&) {}}};
    return rows;
}

class Suite {
public:
    Suite(const SearchSuiteRequest& request, SearchSuiteLibrary& library, Events& events)
        : m_request(request), m_library(library), m_events(events) {}

    Result<void> run() {
        for (const auto& [queries, rows] :
             {std::pair(byPhrase(), &phraseRows()), std::pair(byExample(), &exampleRows()),
              std::pair(byRegion(), &regionRows())}) {
            addChance(queries, *rows);
            for (const SearchRow& row : *rows) {
                if (auto done = runRow(row, queries); !done) {
                    return done;
                }
            }
        }
        compare();
        return {};
    }
    Json take() {
        return {{"rows", m_rows}, {"comparisons", m_comparisons}, {"left_out", m_leftOut}};
    }

private:
    SearchRequest plain() const {
        SearchRequest request;
        request.k = 10;
        request.receipt = false;
        return request;
    }

    /// Grades of all candidates; false where too few are relevant.
    bool grade(SuiteQuery& query, std::int64_t own) {
        for (const SuiteCase& one : m_library.cases()) {
            query.all.push_back(one.id == own ? 0 : query.relevance(one.exam));
        }
        const auto relevant = std::ranges::count_if(query.all, [](int g) { return g > 0; });
        const bool enough = static_cast<std::size_t>(relevant) >= fewestRelevant;
        m_leftOut[query.kind] = m_leftOut.value(query.kind, 0) + (enough ? 0 : 1);
        return enough;
    }

    std::vector<SuiteQuery> byPhrase() {
        std::vector<SuiteQuery> queries;
        for (const PhraseQuery& phrase : phraseQueries()) {
            SuiteQuery query{phrase.kind, plain(), phrase.relevance, {}};
            query.request.phrase = phrase.text;
            if (grade(query, 0)) {
                queries.push_back(std::move(query));
            }
        }
        return queries;
    }

    /// The library's last cases, as many as were asked for.
    std::vector<const SuiteCase*> examples() const {
        std::vector<const SuiteCase*> out;
        const auto& cases = m_library.cases();
        const auto wanted = static_cast<std::size_t>(m_request.examples);
        for (std::size_t i = cases.size() - std::min(wanted, cases.size()); i < cases.size(); ++i) {
            out.push_back(&cases[i]);
        }
        return out;
    }

    std::vector<SuiteQuery> byExample() {
        std::vector<SuiteQuery> queries;
        for (const SuiteCase* example : examples()) {
            SuiteQuery query{
                example->hasReport ? "example with a report" : "example without a report",
                plain(),
                [example](const PhantomExam& other) { return likeness(example->exam, other); },
                {}};
            query.request.example = std::to_string(example->id);
            query.request.weights = exampleWeights;
            if (grade(query, example->id)) {
                queries.push_back(std::move(query));
            }
        }
        return queries;
    }

    std::vector<SuiteQuery> byRegion() {
        std::vector<SuiteQuery> queries;
        for (const SuiteCase* example : examples()) {
            const PhantomLesion* lesion = regionLesion(example->exam);
            if (!lesion) {
                continue;
            }
            SuiteQuery query{"region",
                             plain(),
                             [example, lesion](const PhantomExam& other) {
                                 return likeness(example->exam, lesion->finding, other);
                             },
                             {}};
            query.request.example = std::to_string(example->id);
            query.request.weights = exampleWeights;
            query.request.region = regionOf(*example, *lesion);
            if (grade(query, example->id)) {
                queries.push_back(std::move(query));
            }
        }
        return queries;
    }

    Result<QueryFigures> ask(const SuiteQuery& query, const SearchRow& row) {
        SearchRequest request = query.request;
        row.change(request);
        HitList hits(m_events);
        const auto done = runSearch(m_library.session(), request, hits);
        if (!done && !(row.mayFindNothing && done.error().code == ErrorCode::BadInput)) {
            return std::unexpected(done.error());
        }
        std::vector<int> grades;
        for (const std::int64_t id : hits.cases()) {
            const SuiteCase* found = m_library.byId(id);
            grades.push_back(found ? query.relevance(found->exam) : 0);
        }
        return figuresOf(grades, query.all);
    }

    Result<void> runRow(const SearchRow& row, const std::vector<SuiteQuery>& queries) {
        std::vector<QueryFigures> figures;
        for (const SuiteQuery& query : queries) {
            m_events.progress(row.name, std::int64_t(figures.size()), std::int64_t(queries.size()));
            if (m_events.cancelled()) {
                return cancelledError();
            }
            const auto found = ask(query, row);
            if (!found) {
                return std::unexpected(found.error());
            }
            figures.push_back(*found);
        }
        addRow(row.name, row.label, queries, figures);
        return {};
    }

    /// What an order by lot gives, on the average.
    void addChance(const std::vector<SuiteQuery>& queries, const std::vector<SearchRow>& rows) {
        double sum = 0;
        for (const SuiteQuery& query : queries) {
            const auto relevant = std::ranges::count_if(query.all, [](int g) { return g > 0; });
            sum += double(relevant) / double(query.all.size());
        }
        m_chance[rows.front().name] = queries.empty() ? 0 : sum / double(queries.size());
    }

    void addRow(const std::string& name, const std::string& label,
                const std::vector<SuiteQuery>& queries, const std::vector<QueryFigures>& figures) {
        Json row{{"row", name}, {"label", label}};
        row.update(rankingJson(rankingFigures(figures, m_request.seed)));
        std::map<std::string, std::vector<QueryFigures>> kinds;
        for (std::size_t i = 0; i < queries.size(); ++i) {
            kinds[queries[i].kind].push_back(figures[i]);
            const bool denies = queries[i].kind == "lacks" || queries[i].kind == "denied";
            if (denies) {
                kinds["lacks or denied"].push_back(figures[i]);
            }
        }
        for (const auto& [kind, some] : kinds) {
            row["kinds"][kind] = rankingJson(rankingFigures(some, m_request.seed));
        }
        if (const auto chance = m_chance.find(name); chance != m_chance.end()) {
            row["chance_precision_5"] = chance->second;
        }
        for (std::size_t i = 0; i < queries.size(); ++i) {
            const SearchRequest& asked = queries[i].request;
            row["queries_"].push_back(
                {{"kind", queries[i].kind},
                 {"asked", asked.phrase.empty() ? asked.example : asked.phrase},
                 {"precision_5", figures[i].precision5},
                 {"ndcg_10", figures[i].ndcg10}});
        }
        m_figures[name] = figures;
        Json told = row;
        told.erase("queries_");
        m_events.item(told);
        m_rows.push_back(std::move(row));
    }

    void compare() {
        constexpr std::pair<const char*, const char*> pairs[] = {
            {"lexical", "typed"},
            {"lexical", "unasserted"},
            {"hybrid", "lexical"},
            {"hybrid", "image"},
            {"hybrid_alike", "hybrid"},
            {"hybrid_image_2", "hybrid"},
            {"similar", "similar_image"},
            {"similar", "similar_report"},
            {"similar_report", "similar_image"},
            {"similar_twice", "similar"},
            {"region", "whole"}};
        for (const auto& [one, other] : pairs) {
            Json fields{{"row", one}, {"against", other}};
            fields.update(
                rankingJson(rankingDifference(m_figures[one], m_figures[other], m_request.seed)));
            m_comparisons.push_back(std::move(fields));
        }
    }

    const SearchSuiteRequest& m_request;
    SearchSuiteLibrary& m_library;
    Events& m_events;
    std::map<std::string, std::vector<QueryFigures>> m_figures;
    std::map<std::string, double> m_chance;
    Json m_rows = Json::array(), m_comparisons = Json::array(), m_leftOut = Json::object();
};

Result<fs::path> modelFile(Session& session, const std::string& idOrFile) {
    if (!idOrFile.empty()) {
        return modelFileOf(session, idOrFile);
    }
    if (auto active = session.activeModel(); !active) {
        return std::unexpected(active.error());
    }
    auto library = session.library();
    auto row = library ? activeModelRow(**library) : std::unexpected(library.error());
    return row ? Result<fs::path>((*row)->file) : std::unexpected(row.error());
}

Json settingsOf(const SearchSuiteRequest& request, const SearchSuiteLibrary& library) {
    return {{"bolus_version", BOLUS_VERSION},
            {"phantom_revision", phantomRevision},
            {"preprocess_revision", preprocessRevision},
            {"model", library.model().name},
            {"model_hash", library.model().hash},
            {"seed", request.seed},
            {"set", request.set == PhantomSet::Test ? "test" : "validation"},
            {"cases", request.cases},
            {"without_report", request.withoutReport},
            {"examples", request.examples},
            {"reports_sha256", library.reportsHash()}};
}

std::string commandOf(const SearchSuiteRequest& request, const std::string& model) {
    return fmt::format("bolusctl evaluate --suite search --model {} --set {} --cases {} --seed {} "
                       "--without-report {} --examples {} --out DIR",
                       model, request.set == PhantomSet::Test ? "test" : "validation",
                       request.cases, request.seed, request.withoutReport, request.examples);
}

} // namespace

Result<Outcome> runSearchSuite(Session& session, const SearchSuiteRequest& request,
                               Events& events) {
    const auto file = modelFile(session, request.model);
    if (!file) {
        return std::unexpected(file.error());
    }
    auto library = SearchSuiteLibrary::make(request, *file, events);
    if (!library) {
        return std::unexpected(library.error());
    }
    Suite suite(request, **library, events);
    if (auto done = suite.run(); !done) {
        return std::unexpected(done.error());
    }
    const Json settings = settingsOf(request, **library);
    Json results{{"command", commandOf(request, file->filename().string())},
                 {"settings", settings}};
    results.update(suite.take());
    results["results_sha256"] = sha256Of(settings.dump() + results["rows"].dump());
    if (auto written = writeSearchReport(request.out, results); !written) {
        return std::unexpected(written.error());
    }
    return Outcome{{{"rows", results["rows"].size()},
                    {"cases", request.cases},
                    {"seed", request.seed},
                    {"model", (*library)->model().name},
                    {"hash", (*library)->model().hash},
                    {"results_sha256", results["results_sha256"]},
                    {"out", request.out.string()}}};
}

} // namespace bolus
