#include "ui/look/FirstLook.h"

#include <algorithm>
#include <cstdio>

#include <QDir>
#include <QRegularExpression>

#include "library/reports/Sentences.h"
#include "ui/common/Text.h"
#include "ui/search/SearchPanel.h"
#include "ui/train/TrainDialog.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/HeatmapController.h"
#include "ui/window/LibraryController.h"
#include "ui/window/MainWindow.h"

namespace bolus {

namespace {
constexpr int timeoutMs = 120000;
constexpr int mostCases = 256;
constexpr int frameMs = 120; // the views coalesce drawing; let the last frame arrive
} // namespace

FirstLook::FirstLook(MainWindow& window, const QString& folder, QObject* parent)
    : QObject(parent), m_window(window), m_folder(folder), m_shown(&window) {
    m_timeout.setSingleShot(true);
    m_timeout.setInterval(timeoutMs);
    connect(&m_timeout, &QTimer::timeout, this, [this] {
        problem(tr("It was not ready after %1 s; the picture shows how far it came.")
                    .arg(m_timeout.interval() / 1000));
        stepDone();
    });
    addSteps();
}

template<typename Sender, typename Signal>
void FirstLook::await(Sender* sender, Signal signal) {
    m_awaited = connect(sender, signal, this, [this] { stepDone(); });
}

void FirstLook::addSteps() {
    m_steps = {{QStringLiteral("1-library"),
                [this] { await(&m_window.libraryController(), &LibraryController::refreshed); }},
               {QStringLiteral("2-case"), [this] { beginCase(); }},
               {QStringLiteral("3-search"), [this] { beginSearch(); }},
               {QStringLiteral("4-found-beside"), [this] { beginBeside(); }},
               {QStringLiteral("5-heatmap"), [this] { beginHeatmap(); }},
               {QStringLiteral("6-fine-tune"), [this] { beginTraining(); }}};
}

void FirstLook::start() {
    if (!QDir().mkpath(m_folder)) {
        problem(tr("The folder %1 cannot be made.").arg(m_folder));
        Q_EMIT finished(m_exitCode);
        return;
    }
    next();
}

void FirstLook::next() {
    m_waiting = true;
    m_timeout.start();
    m_steps[m_step].begin();
}

void FirstLook::stepDone() {
    if (!std::exchange(m_waiting, false))
        return;
    disconnect(m_awaited);
    m_timeout.stop();
    QTimer::singleShot(frameMs, this, &FirstLook::picture);
}

void FirstLook::picture() {
    const QString name = m_steps[m_step].name;
    const QString file = QDir(m_folder).filePath(name + QStringLiteral(".png"));
    if (!m_shown->grab().save(file, "PNG"))
        problem(tr("%1 could not be written.").arg(file));
    const bool empty = m_window.bench().cases.total() == 0; // only the first start can be shown
    if (++m_step < m_steps.size() && !empty) {
        next();
        return;
    }
    Q_EMIT finished(m_exitCode);
}

void FirstLook::problem(const QString& sentence) {
    m_exitCode = 1;
    const QString step = m_step < m_steps.size() ? m_steps[m_step].name : QString();
    std::fprintf(stderr, "bolus: first look %s: %s\n", qPrintable(step), qPrintable(sentence));
}

// That with most phases among the first ones.
void FirstLook::beginCase() {
    await(&m_window.viewer(), &ViewerWidget::caseShown);
    m_window.bench().library.ask<std::vector<Case>>(
        this,
        [](Library& library) {
            return library.cases({}, {0, mostCases});
        },
        [this](Result<std::vector<Case>> cases) {
            if (!cases || cases->empty())
                return; // the step says so when its time is over
            const auto most = std::ranges::max_element(
                *cases, {}, [](const Case& exam) { return phasesOf(exam).size(); });
            m_window.caseController().open(most->id);
        });
}

// What a person would type: the first impression, without its number, size and details.
QString FirstLook::phraseOfCase() const {
    const auto& exam = m_window.caseController().current();
    if (!exam || exam->reports.empty())
        return tr("liver lesion");
    static const QRegularExpression noise(
        QStringLiteral("^\\s*\\d+\\.\\s+|\\d+(\\.\\d+)?\\s*(cm|mm)\\b|[,.:;].*$"));
    for (const Sentence& sentence : splitReport(exam->reports.front().text)) {
        if (sentence.section != Section::Impression || sentence.assertion != Assertion::Present)
            continue;
        const QString phrase = toText(sentence.text).remove(noise).simplified();
        if (phrase.size() > 3)
            return phrase;
    }
    return tr("liver lesion");
}

void FirstLook::beginSearch() {
    m_awaited =
        connect(&m_window.searchPanel(), &SearchPanel::resultsShown, this, [this](int, bool final) {
            if (final)
                stepDone();
        });
    m_window.searchPanel().setPhrase(phraseOfCase());
}

void FirstLook::beginBeside() {
    const qint64 current =
        m_window.caseController().current() ? m_window.caseController().current()->id : 0;
    const auto hit = m_window.searchPanel().selectHitOtherThan(current);
    if (!hit) {
        problem(tr("The search found no other case to show beside."));
        stepDone();
        return;
    }
    await(&m_window.viewer(), &ViewerWidget::caseShown);
    Q_EMIT m_window.searchPanel().besideRequested(*hit);
}

void FirstLook::beginHeatmap() {
    await(&m_window.heatmapController(), &HeatmapController::shown);
    connect(&m_window.heatmapController(), &HeatmapController::failed, this,
            [this](const QString& sentence) {
                problem(sentence);
                stepDone();
            });
    m_window.actionsOfWindow().heatmap->setChecked(true);
}

void FirstLook::beginTraining() {
    TrainDialog* dialog = m_window.showTraining();
    m_shown = dialog;
    await(dialog, &TrainDialog::loaded);
}

} // namespace bolus
