// A large library to search through: made once, by the store itself but for the vectors.
#include <cmath>
#include <random>

#include <SQLiteCpp/SQLiteCpp.h>

#include "engine/model/Model.h"
#include "engine/phantom/Phantom.h"
#include "engine/phantom/ReportWriter.h"
#include "library/store/Library.h"
#include "tests/bench/LibrarySections.h"
#include "tests/bench/SearchSections.h"

namespace bolus::bench {

namespace {

constexpr std::size_t dimension = 256, kinds = 500;

std::vector<float> unit(std::mt19937& random, const std::vector<float>* centre) {
    std::normal_distribution<float> normal;
    std::vector<float> vector(dimension);
    float square = 0;
    for (std::size_t i = 0; i < dimension; ++i) {
        // Main directions weigh more than others, as they do in what a model gives.
        const float scale = 1 / (1 + 0.05F * static_cast<float>(i));
        vector[i] = scale * normal(random) * (centre ? 0.1F : 1) + (centre ? (*centre)[i] : 0);
        square += vector[i] * vector[i];
    }
    for (float& value : vector) {
        value /= std::sqrt(square);
    }
    return vector;
}

std::vector<std::string> reportTexts(int count) {
    PhantomOptions options;
    options.set = PhantomSet::Validation;
    std::vector<std::string> texts;
    for (int i = 0; i < count; ++i) {
        texts.push_back(phantom::writeReport(planExam(options, i)));
    }
    return texts;
}

std::int64_t rowsOf(SQLite::Database& database, const std::string& table) {
    return database.execAndGet("SELECT count(*) FROM " + table).getInt64();
}

struct Made {
    std::int64_t cases = 0, reports = 0, models = 0;
};

Result<Made> madeOf(const std::filesystem::path& library) {
    try {
        SQLite::Database database((library / "library.sqlite").string());
        return Made{rowsOf(database, "cases"), rowsOf(database, "report"),
                    rowsOf(database, "model")};
    } catch (const SQLite::Exception& e) {
        return fail(ErrorCode::Storage, e.what(), library.string());
    }
}

Result<void> addReports(Library& library, int cases, const std::vector<std::string>& texts) {
    for (int begin = 0; begin < cases; begin += 1000) {
        std::vector<Report> reports;
        for (int i = begin; i < std::min(begin + 1000, cases); ++i) {
            if (i % 10 != 9) {
                Report report;
                report.studyUid = "1.2.840.99." + std::to_string(i); // as makeLibrary names them
                report.text = texts[static_cast<std::size_t>(i) % texts.size()];
                reports.push_back(std::move(report));
            }
        }
        if (auto added = library.addReports(reports); !added) {
            return std::unexpected(added.error());
        }
    }
    return {};
}

Result<void> addActiveModel(Library& library, const std::filesystem::path& file) {
    auto model = Model::load(file);
    if (!model) {
        return std::unexpected(model.error());
    }
    if (auto added = library.addModel({"bench", (*model)->info().hash, file, "{}", "{}", false, 0}); !added) {
        return added;
    }
    return library.activateModel("bench");
}

} // namespace

Result<void> insertVectors(const std::filesystem::path& library, const std::string& modelHash,
                           int count) {
    try {
        std::mt19937 first(1);
        std::vector<std::vector<float>> centres;
        for (std::size_t i = 0; i < kinds; ++i) {
            centres.push_back(unit(first, nullptr));
        }
        SQLite::Database database((library / "library.sqlite").string(), SQLite::OPEN_READWRITE);
        database.exec("PRAGMA foreign_keys = OFF");
        SQLite::Transaction transaction(database);
        SQLite::Statement insert(
            database, "INSERT INTO vector(model_hash, case_id, signature, phases, data) VALUES(?1, "
                      "?2, coalesce((SELECT signature FROM cases WHERE id = ?2), 0), "
                      "'pre_contrast arterial', ?3)");
        const std::int64_t there = rowsOf(database, "vector");
        std::mt19937 random(static_cast<unsigned>(there) + 2);
        for (auto i = static_cast<int>(there) + 1; i <= count; ++i) {
            const auto vector = unit(random, &centres[random() % kinds]);
            insert.bind(1, modelHash);
            insert.bind(2, i);
            insert.bind(3, vector.data(), static_cast<int>(vector.size() * sizeof(float)));
            insert.exec();
            insert.reset();
        }
        transaction.commit();
    } catch (const SQLite::Exception& e) {
        return fail(ErrorCode::Storage, e.what(), library.string());
    }
    return {};
}

Result<void> makeSearchLibrary(const SearchOptions& options, const std::filesystem::path& folder) {
    const int stored = std::min(options.cases, storedCases), copies = options.cases / stored;
    if (copies * stored != options.cases) {
        return fail(ErrorCode::BadInput, "Above 100,000 cases there are multiples of that.");
    }
    if (std::error_code error; !std::filesystem::exists(folder / "library.sqlite", error)) {
        if (auto made = makeLibrary(folder, stored); !made) {
            return made;
        }
    }
    auto library = Library::open(folder);
    const auto made = library ? madeOf(folder) : std::unexpected(library.error());
    if (!made) {
        return std::unexpected(made.error());
    }
    if (made->reports == 0) {
        if (auto added = addReports(**library, stored, reportTexts(options.reports)); !added) {
            return added;
        }
    }
    if (made->cases < options.cases) {
        if (auto grown = growLibrary(folder, copies); !grown) {
            return grown;
        }
    }
    if (made->models == 0) {
        if (auto added = addActiveModel(**library, options.model); !added) {
            return added;
        }
    }
    const auto models = (*library)->models();
    return models ? insertVectors(folder, models->front().hash, options.cases)
                  : std::unexpected(models.error());
}

const std::vector<std::string>& searchPhrases() {
    static const std::vector<std::string> phrases{
        "hepatocellular carcinoma",
        "arterial enhancement with washout",
        "no evidence of metastasis",
        "simple renal cyst left kidney",
        "haemangioma segment VI",
        "hypervascular liver lesion without washout",
        "pancreatic mass > 2 cm",
        "portal vein thrombosis",
        "splenomegaly",
        "no ascites",
        "cyst",
        "liver",
        "focal nodular hyperplasia",
        "metastases in both lobes",
        "\"peripheral nodular enhancement\"",
        "adenoma -cyst",
        "renal cell carcinoma right kidney upper pole",
        "delayed enhancement of the capsule",
        "gallstones",
        "hypodense lesion in the tail of the pancreas",
        "aortic aneurysm",
        "hepatic steatosis no focal lesion",
        "hemangoma",
        "abscess with rim enhancement",
    };
    return phrases;
}

} // namespace bolus::bench
