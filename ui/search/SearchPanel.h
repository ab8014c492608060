// The search box, and below it the cases, or what was found.
#pragma once

#include <QPointer>
#include <QStackedWidget>

#include "ui/search/HitModel.h"
#include "ui/search/SearchController.h"

class QMenu;

namespace bolus {

class ChipRow;
class HitPreview;
class PhasePictures;
class ResultsPage;
class SearchBox;
class SearchRecords;

class SearchPanel : public QWidget {
    Q_OBJECT
public:
    /// `library` is what stands below the box while nothing is searched for.
    SearchPanel(SearchController& search, SearchRecords& records, Thumbnails& thumbnails,
                PhasePictures& pictures, QWidget* library, QWidget* parent = nullptr);
    ~SearchPanel() override;

    void focusBox();
    void setPhrase(const QString& phrase); // as if typed
    void clearSearch();
    bool showsResults() const;
    std::optional<Hit> selectedHit() const;
    QString titleOf(const Hit& hit) const { return m_model->titleOf(hit); }
    /// Selects the best hit that is not this case.
    std::optional<Hit> selectHitOtherThan(qint64 caseId);
    /// What the shown phrase matched in reports.
    const QStringList& shownWords() const { return m_shown.words; }
    const SearchAnswer& shownAnswer() const { return m_shown; }
    /// Of the example that is searched by; choices appear where there are several.
    void setExamplePhases(const QStringList& phases);
    /// What can be done with the whole result.
    QMenu& resultMenu();
    /// How searches weigh and list.
    QMenu& optionsMenu();
    /// The widget that the preview lies over.
    void setPreviewArea(QWidget* area) { m_previewArea = area; }
    void togglePreview();

Q_SIGNALS:
    void openRequested(const bolus::Hit& hit);
    void besideRequested(const bolus::Hit& hit);
    void resultsShown(int count, bool final);
    void saveRequested();
    /// For the selected hit.
    void menuRequested(const QPoint& global);
    void moreRequested();
    void lessRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void connectSearch();
    void connectList();
    void showAnswer(const SearchAnswer& answer);
    void openSelected(bool beside);
    void followPreview();
    void closePreview();
    bool handleKey(QObject* watched, int key, Qt::KeyboardModifiers modifiers);
    bool handleBoxKey(int key, Qt::KeyboardModifiers modifiers);

    SearchController& m_search;
    SearchRecords& m_records;
    HitModel* m_model;
    SearchBox* m_box;
    ChipRow* m_chips;
    QStackedWidget* m_stack;
    ResultsPage* m_results;
    QPointer<HitPreview> m_preview;
    QPointer<QWidget> m_previewArea;
    SearchAnswer m_shown;
};

} // namespace bolus
