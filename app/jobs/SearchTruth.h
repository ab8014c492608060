// What the search benchmark asks for, and which phantom exams answer it: by the exams' truth, never
// by their reports.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/phantom/Phantom.h"

namespace bolus {

/// 2: the finding, and all else that was asked for; 1: the finding, but elsewhere, of another size,
/// or without the phases that would show what it does; 0: neither.
using Grade = int;
using Relevance = std::function<Grade(const PhantomExam&)>;

struct PhraseQuery {
    std::string kind; // "name", "place", "size", "behaviour", "together", "lacks", "denied"
    std::string text;
    Relevance relevance;
};

/// Written for this benchmark. Of "lacks" and "denied" an exam is relevant (2) where it has what
/// was named and lacks what was denied; all exams scan all organs that are asked about.
const std::vector<PhraseQuery>& phraseQueries();

/// How much `other` is like `query` in this finding of the query's: 2 where it shows the same look
/// (engine/phantom/Looks.h) in every phase that the query has, 1 where it has the finding, else 0.
Grade likeness(const PhantomExam& query, Finding finding, const PhantomExam& other);
/// The most over the query's findings; of a normal exam: 2 where the other is normal too.
Grade likeness(const PhantomExam& query, const PhantomExam& other);

/// The largest lesion that a reader could draw a sphere around, or null.
const PhantomLesion* regionLesion(const PhantomExam& exam);

} // namespace bolus
