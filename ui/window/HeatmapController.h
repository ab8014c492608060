// Fetches attention maps for the shown cases while the heatmap is on, and lays them over the views.
#pragma once

#include <functional>
#include <map>
#include <set>

#include <QJsonObject>
#include <QObject>

#include "library/domain/Case.h"
#include "ui/report/HeatmapPanel.h"
#include "viewer/Heatmap.h"

class QAction;

namespace bolus {

class CaseController;
class ServeClient;
class ViewerWidget;
struct ServeReply;

/// The attention of one case as bolusctl gave it.
struct AttentionAnswer {
    struct Map {
        QString kind; // "phase", "view", "text"
        std::optional<Phase> phase;
        std::vector<float> values;
        double share = 0;
    };
    std::vector<Map> maps;
    std::array<double, 3> origin{}, spacing{}, cellMm{};
    std::array<double, 9> direction{};
    QString model, hash; // which made them

    /// Nothing where the answer does not hold whole maps and a box.
    static std::optional<AttentionAnswer> fromReply(const QList<QJsonObject>& items,
                                                    const QJsonObject& result);
    /// What the viewer shows for this kind: a map a series, or one for all.
    QVector<Heatmap> heatmaps(HeatmapKind kind, const Case& exam) const;
    std::vector<PhaseShare> shares(HeatmapKind kind) const;
    std::vector<const Map*> ofKind(HeatmapKind kind) const;
};

/// Of a map's cell, counted as its values are; LPS, mm.
std::array<double, 3> middleOfCell(const std::array<double, 3>& origin,
                                   const std::array<double, 3>& spacing,
                                   const std::array<double, 9>& direction, std::size_t cell);

class HeatmapController : public QObject {
    Q_OBJECT
public:
    HeatmapController(ServeClient& serve, CaseController& cases, ViewerWidget& viewer,
                      HeatmapPanel& panel, QAction& toggle, QObject* parent = nullptr);

    /// The phrase of the last search.
    void setPhrase(const QString& phrase);
    const QString& phrase() const { return m_phrase; }
    /// The model in use; the maps of another one are forgotten.
    void setModel(const QString& model);
    const QString& model() const { return m_model; }
    /// bolusctl's command for the maps of a case that answerInTurn() holds.
    QStringList commandInTurn(qint64 caseId) const;
    /// What came for a case; null where nothing did.
    const AttentionAnswer* answer(qint64 caseId) const;

    /// A second model, whose maps are fetched as well; empty: none. While there is one, maps are
    /// shown as shares of their model's whole attention, on one scale for both.
    void setSecond(const QString& model);
    const AttentionAnswer* secondAnswer(qint64 caseId) const;
    /// Its maps are on screen instead.
    void showSecond(bool on);
    bool showsSecond() const { return m_showsSecond; }
    /// The maps that are laid over a case where they may be shown: of the model whose turn it is,
    /// of the one in use while the second's are still computed; null: none.
    const AttentionAnswer* answerInTurn(qint64 caseId) const;

    /// Over the pictures or, with `beside`, nowhere on them: who shows the map elsewhere listens to
    /// changed() and shown().
    void setBeside(bool beside);
    bool isBeside() const { return m_beside; }
    /// The maps of the current case that may be shown, of the model whose turn it is; null: none.
    const AttentionAnswer* visibleAnswer() const;

    /// Of a case that was not revealed nothing is computed or shown.
    void setLookFirst(bool on);
    bool isVeiled() const; // the current case
    bool isVeiled(qint64 caseId) const;
    /// The current case; the one beside it was not looked at yet.
    void reveal();
    /// Computes the maps of the current case without showing anything; `done` gets them, or null
    /// and a sentence.
    using Fetched = std::function<void(const AttentionAnswer*, const QString& problem)>;
    void fetchVeiled(QObject* context, Fetched done);

Q_SIGNALS:
    /// The maps of the current case, or of the one beside it, are on screen.
    void shown(qint64 caseId);
    void failed(const QString& sentence);
    /// Another case, phrase, kind or method, other answers, or what may be shown of them.
    void changed();

private:
    using Answers = std::map<qint64, AttentionAnswer>;
    QStringList command(qint64 caseId) const;
    QString restingStatus() const; // while nothing is computed
    void refresh();
    void requestAll(const Case& exam, const QString& slot);
    void request(qint64 caseId, const QString& model, const QString& slot);
    void take(qint64 caseId, bool second, const ServeReply& reply);
    std::optional<AttentionAnswer> readReply(const ServeReply& reply, QString& problem) const;
    void layShown();
    void lay(const Case& exam);
    void keepOnScreen();
    void forget();
    bool needsPhrase() const;

    ServeClient& m_serve;
    CaseController& m_cases;
    ViewerWidget& m_viewer;
    HeatmapPanel& m_panel;
    QAction& m_toggle;
    QString m_phrase, m_model, m_second;
    Answers m_answers, m_seconds; // for m_phrase, by m_model, m_second and the method chosen
    bool m_showsSecond = false, m_lookFirst = false, m_beside = false;
    std::set<qint64> m_revealed;
    int m_generation = 0;
};

} // namespace bolus
