#include "ui/report/ReportText.h"

#include <algorithm>

#include <QCoreApplication>

#include "library/reports/Sections.h"
#include "ui/search/HitTexts.h"
#include "ui/style/Theme.h"

namespace bolus {

namespace {

QString said(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString statusSentence(const std::string& status) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("Report", text); };
    if (status == "preliminary")
        return tr(QT_TRANSLATE_NOOP("Report", "Preliminary report"));
    if (status == "corrected")
        return tr(QT_TRANSLATE_NOOP("Report", "Corrected report"));
    if (status == "cancelled")
        return tr(QT_TRANSLATE_NOOP("Report", "Cancelled by its sender"));
    return {};
}

class Writer {
public:
    Writer(const Report& report, const std::vector<ReferenceTarget>& references,
           const QStringList& words)
        : m_report(report), m_references(references), m_words(words) {}

    QString html() const {
        QString body;
        if (const QString status = statusSentence(m_report.status); !status.isEmpty())
            body += QStringLiteral("<p style=\"color:%1\">%2</p>")
                        .arg(theme::warning.name(), status.toHtmlEscaped());
        for (const SectionBlock& block : sectionsOf(m_report.text)) {
            if (!block.heading.empty())
                body +=
                    QStringLiteral("<p style=\"margin:10px 0 2px 0;color:%1\"><b>%2</b></p>")
                        .arg(theme::secondaryText.name(), markedHtml(said(block.heading), m_words));
            body += lines(block.begin, block.end);
        }
        return body + QStringLiteral("<p></p>");
    }

private:
    QString lines(std::size_t begin, std::size_t end) const {
        QString body;
        const std::string_view text = m_report.text;
        begin = std::min(text.find_first_not_of(" \t\r\n", begin), end);
        while (begin < end) {
            const std::size_t stop = std::min(text.find('\n', begin), end);
            body += QStringLiteral("<p style=\"margin:2px 0 4px 0\">%1</p>").arg(line(begin, stop));
            begin = stop + 1;
        }
        return body;
    }

    QString line(std::size_t begin, std::size_t end) const {
        QString html;
        for (std::size_t i = 0; i < m_references.size(); ++i) {
            const ImageReference& reference = m_references[i].reference;
            if (reference.begin < begin || reference.end > end)
                continue;
            html += plain(begin, reference.begin) + link(i);
            begin = reference.end;
        }
        return html + plain(begin, end);
    }

    QString plain(std::size_t begin, std::size_t end) const {
        return markedHtml(said(std::string_view(m_report.text).substr(begin, end - begin)),
                          m_words);
    }

    /// One that leads nowhere says why when it is followed.
    QString link(std::size_t index) const {
        const ReferenceTarget& target = m_references[index];
        const QColor colour = target.volume ? theme::accent : theme::secondaryText;
        return QStringLiteral("<a href=\"image:%1-%2\" style=\"color:%3\">%4</a>")
            .arg(m_report.id)
            .arg(index)
            .arg(colour.name(), plain(target.reference.begin, target.reference.end));
    }

    const Report& m_report;
    const std::vector<ReferenceTarget>& m_references;
    const QStringList& m_words;
};

} // namespace

QString reportHtml(const Report& report, const std::vector<ReferenceTarget>& references,
                   const QStringList& words) {
    return Writer(report, references, words).html();
}

std::optional<ReportLink> reportLinkFrom(const QUrl& url) {
    const QStringList parts = url.path().split(QLatin1Char('-'));
    if (url.scheme() != QLatin1String("image") || parts.size() != 2)
        return std::nullopt;
    return ReportLink{parts[0].toLongLong(), static_cast<std::size_t>(parts[1].toULongLong())};
}

} // namespace bolus
