// A report as HTML: sections as headings, named images as links, searched words marked.
#pragma once

#include <map>
#include <vector>

#include <QString>
#include <QStringList>
#include <QUrl>

#include "library/reports/ImageReferences.h"

namespace bolus {

/// By the report's id.
using ReportReferences = std::map<std::int64_t, std::vector<ReferenceTarget>>;

QString reportHtml(const Report& report, const std::vector<ReferenceTarget>& references,
                   const QStringList& words);

/// Where a link of reportHtml leads.
struct ReportLink {
    std::int64_t report = 0;
    std::size_t reference = 0; // index among the report's
};
std::optional<ReportLink> reportLinkFrom(const QUrl& url);

} // namespace bolus
