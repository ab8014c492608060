#include "ui/review/LookFirst.h"

#include <QCheckBox>
#include <QSettings>
#include <QUuid>
#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/library/LibrarySession.h"
#include "ui/view/AnnotationBook.h"
#include "ui/window/CaseController.h"

namespace bolus {

namespace {

QString methodToken(HeatmapMethod method) {
    return method == HeatmapMethod::Direct    ? QStringLiteral("direct")
           : method == HeatmapMethod::Rollout ? QStringLiteral("rollout")
                                              : QStringLiteral("gradient");
}

QString onKey() {
    return QStringLiteral("review/lookFirst");
}
QString openKey() { // how many cases are looked at
    return QStringLiteral("review/lookFirstCases");
}

} // namespace

LookFirst::LookFirst(QAction& toggle, LibrarySession& library, CaseController& cases,
                     HeatmapController& heatmaps, const HeatmapPanel& panel, AnnotationBook& book,
                     QWidget* parent)
    : QWidget(parent), m_toggle(toggle), m_library(library), m_cases(cases), m_heatmaps(heatmaps),
      m_panel(panel), m_book(book), m_reveal(new QPushButton), m_note(new QLabel) {
    auto* box = new QCheckBox(tr("Look first, reveal the maps later"));
    box->setObjectName(QStringLiteral("lookFirstSwitch"));
    connect(box, &QCheckBox::clicked, &toggle, &QAction::setChecked);
    const auto follow = [box, &toggle] {
        box->setChecked(toggle.isChecked());
        box->setToolTip(tr("Keeps the maps of each case hidden until you have marked what you see "
                           "yourself (%1)")
                            .arg(toggle.shortcut().toString(QKeySequence::NativeText)));
    };
    connect(&toggle, &QAction::changed, box, follow);
    follow();
    m_reveal->setObjectName(QStringLiteral("revealMaps"));
    m_note->setObjectName(QStringLiteral("lookFirstNote"));
    m_note->setProperty("secondary", true);
    m_note->setWordWrap(true);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    for (QWidget* row : QList<QWidget*>{box, m_note, m_reveal})
        rows->addWidget(row);
    connect(m_reveal, &QPushButton::clicked, this, &LookFirst::reveal);
    connect(&toggle, &QAction::toggled, this, &LookFirst::toggled);
    connect(&cases, &CaseController::caseOpened, this, &LookFirst::begin);
    connect(&cases, &CaseController::allClosed, this, [this] {
        m_seen.clear();
        m_looks.clear();
        begin();
    });
    connect(&heatmaps, &HeatmapController::shown, this, [this](qint64 id) { m_seen.insert(id); });
    connect(&book, &AnnotationBook::edited, this, &LookFirst::note);
    connect(&book, &AnnotationBook::changed, this, &LookFirst::show);
    begin();
}

void LookFirst::resume() {
    const QSettings settings;
    const int cases = settings.value(openKey()).toInt();
    if (settings.value(onKey()).toBool()) {
        m_toggle.setChecked(true);
        Q_EMIT resumed(std::max(cases, 0));
    }
    m_isResumed = true;
}

void LookFirst::toggled(bool on) {
    const int lost = pluralCount(m_case != 0 ? marks().size() : 0);
    m_case = 0;
    m_looks.clear();
    m_heatmaps.setLookFirst(on);
    begin();
    if (!on && lost > 0)
        Q_EMIT givenUp(lost);
}

void LookFirst::remember() const {
    QSettings settings;
    settings.setValue(onKey(), isOn());
    settings.setValue(openKey(), static_cast<int>(m_looks.size()));
}

/// A case that is opened again goes on where the look at it was.
void LookFirst::begin() {
    m_case = isOn() && m_heatmaps.isVeiled() ? m_cases.current()->id : 0;
    if (m_case != 0)
        m_looks.try_emplace(m_case, Look{m_clock(), {}});
    show();
    if (m_isResumed)
        remember();
    Q_EMIT veilChanged();
}

void LookFirst::note(const AnnotationEdit& edit) {
    if (m_case != 0 && edit.caseId == m_case && !edit.before && edit.after) {
        const auto [mark, isNew] = m_looks.at(m_case).placed.try_emplace(edit.after->id);
        mark->second.time = m_clock();
        if (isNew) // else it was undone, and is back as it was
            mark->second.part = m_partOf(edit.after->seriesUid);
    }
    show();
}

std::vector<ReadingMark> LookFirst::marks() const {
    std::vector<ReadingMark> found;
    const auto& all = m_looks.at(m_case).placed;
    for (const Annotation& annotation : m_book.of(m_case))
        if (const auto placed = all.find(annotation.id); placed != all.end())
            found.push_back({annotation, placed->second.time, placed->second.part});
    return found;
}

void LookFirst::show() {
    const bool looks = m_case != 0;
    m_reveal->setVisible(looks);
    m_note->setVisible(looks);
    m_reveal->setEnabled(!m_asking);
    const int count = pluralCount(looks ? marks().size() : 0);
    m_reveal->setText(m_asking    ? tr("Computing where the model looks…")
                      : count > 0 ? tr("Reveal the maps (%n mark(s))", nullptr, count)
                                  : tr("Reveal the maps (no mark since Look first)"));
    m_note->setText(tr("The maps of this case stay hidden. Mark what you see with the tools for "
                       "measuring; the marks and when they were placed are logged in the library "
                       "when you reveal."));
}

void LookFirst::reveal() {
    if (m_case == 0 || m_asking)
        return;
    m_asking = true;
    show();
    m_heatmaps.fetchVeiled(
        this, [this, asked = m_case](const AttentionAnswer* answer, const QString& problem) {
            m_asking = false;
            if (asked == m_case && answer)
                log(*answer);
            else if (asked == m_case)
                Q_EMIT failed(problem);
            show();
        });
}

void LookFirst::log(const AttentionAnswer& answer) {
    Reading reading;
    reading.id = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    reading.exam = &*m_cases.current();
    reading.answer = &answer;
    reading.phrase = m_heatmaps.phrase();
    reading.method = methodToken(m_panel.method());
    reading.started = m_looks.at(m_case).started;
    reading.revealed = m_clock();
    reading.seenBefore = m_seen.contains(m_case);
    reading.marks = marks();
    const ReadingRow row{reading.id, reading.exam->patientId, readingJson(reading)};
    const auto count = static_cast<int>(reading.marks.size());
    m_library.ask<void>(
        this, [row](Library& library) { return library.addReading(row); },
        [this, asked = m_case, count](const Result<void>& kept) {
            if (!kept) {
                Q_EMIT failed(tr("The reading could not be logged, so the maps stay hidden: %1")
                                  .arg(toText(kept.error().message)));
                return;
            }
            if (asked != m_case)
                return;
            m_looks.erase(asked);
            m_heatmaps.reveal();
            begin();
            Q_EMIT logged(count);
        });
}

} // namespace bolus
