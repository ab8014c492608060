// A library of one case a report, and what a phrase finds in it by words.
#pragma once

#include <algorithm>

#include "Fixture.h"

#include "library/search/LexicalRanking.h"

namespace bolus::test {

using Found =
    std::vector<int>; // reports by number, from 0; those that deny are below zero: -1 - number

class ReportCases {
public:
    explicit ReportCases(const std::vector<std::string>& reports) {
        for (const std::string& text : reports) {
            add(text);
        }
    }
    std::int64_t add(const std::string& text) {
        const std::string study = "1." + std::to_string(m_ids.size() + 1);
        m_ids.push_back(importExam(folder.library(), study, {Phase::Arterial}, "P" + study));
        Report report;
        report.studyUid = study;
        report.text = text;
        if (!text.empty() && !folder->addReport(report)) {
            qFatal("no report for %s", study.c_str());
        }
        return m_ids.back();
    }
    SearchPhrase read(const std::string& phrase) {
        auto read = readPhrase(folder.library(), phrase);
        if (!read) {
            qFatal("%s", say(read.error()).c_str());
        }
        return *read;
    }
    std::vector<LexicalCase> cases(const std::string& phrase) {
        auto ranked = rankByReports(folder.library(), read(phrase));
        if (!ranked) {
            qFatal("%s", say(ranked.error()).c_str());
        }
        return *ranked;
    }
    /// Best first.
    Found found(const std::string& phrase) {
        Found numbers;
        for (const LexicalCase& one : cases(phrase)) {
            const int number = numberOf(one.caseId);
            numbers.push_back(one.contradicts ? -1 - number : number);
        }
        return numbers;
    }
    /// In the order of their numbers.
    Found anyOrder(const std::string& phrase) {
        Found numbers = found(phrase);
        std::ranges::sort(numbers);
        return numbers;
    }
    int numberOf(std::int64_t caseId) const {
        return static_cast<int>(std::ranges::find(m_ids, caseId) - m_ids.begin());
    }
    std::int64_t id(int number) const { return m_ids[static_cast<std::size_t>(number)]; }

    LibraryFolder folder;

private:
    std::vector<std::int64_t> m_ids;
};

} // namespace bolus::test
