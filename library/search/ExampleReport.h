// What the report of an example says, looked for in the reports of other cases.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "library/domain/Result.h"
#include "library/reports/Sentences.h"
#include "library/search/LexicalRanking.h"
#include "library/store/Library.h"

namespace bolus {

/// A finding, alone or with an organ or a phase that its sentence names.
struct ReportedFinding {
    std::vector<std::string> codes; // of the index, all in one sentence; the first is asserted
    std::string name;               // for a person; empty: part of what has one
    double weight = 1;              // how much of what the report says this is
};

struct ExampleReport {
    bool told = false;                     // there is a report
    bool normal = false;                   // it says so of something, and names no finding
    std::vector<ReportedFinding> findings; // the weightiest first

    bool empty() const { return findings.empty() && !normal; }
};

/// What the case's findings and impression assert, and with less weight what they suspect; the
/// impression before the findings. What they deny, tell of the past or call normal is none, nor is
/// what was asked (indication), done or compared.
Result<ExampleReport> exampleReport(Library& library, std::int64_t caseId);

/// Cases whose reports assert what it says, and with less weight those that suspect it, by how much
/// of it: `score` is their share of its findings, each weighed by how rare it is among the cases
/// (idf, Spärck Jones 1972). Equal shares have one rank. Those with less than a small share are
/// left out. Of a normal report: cases whose reports call something normal and name no finding.
/// Only cases that `counts` lets pass. In one state of the library.
Result<std::vector<LexicalCase>> rankByExampleReport(Library& library, const ExampleReport& report,
                                                     const CaseTest& counts = {});

/// "as its report says: hepatocellular carcinoma, washout"; empty where nothing is looked for.
std::string readAs(const ExampleReport& report);

} // namespace bolus
