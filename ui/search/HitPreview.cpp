#include "ui/search/HitPreview.h"

#include <cmath>

#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/library/PhasePictures.h"
#include "ui/search/HitModel.h"
#include "ui/search/HitTexts.h"
#include "ui/style/Theme.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

/// Pictures in rows, each with its phase; the one of the match is outlined.
class PhaseStrip : public QWidget {
public:
    void show(const QList<PhasePicture>& pictures, int best, const QString& instead) {
        m_pictures = pictures;
        m_best = best;
        m_instead = instead;
        QStringList names;
        for (const PhasePicture& picture : pictures)
            names << phaseName(picture.phase);
        setAccessibleName(names.join(QStringLiteral(", ")));
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
        const auto count = static_cast<int>(m_pictures.size());
        if (count == 0) {
            painter.setPen(theme::secondaryText);
            painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_instead);
            return;
        }
        const int columns = count <= 4 ? count : (count + 1) / 2;
        const int rows = (count + columns - 1) / columns;
        const int label = fontMetrics().height() + 8;
        for (int i = 0; i < count; ++i) {
            const QRect cell(width() * (i % columns) / columns, height() * (i / columns) / rows,
                             width() / columns - 6, height() / rows - 6);
            draw(painter, cell, label, i);
        }
    }

private:
    void draw(QPainter& painter, const QRect& cell, int label, int i) const {
        const PhasePicture& shown = m_pictures[i];
        const QRect box = cell.adjusted(0, label, 0, 0);
        painter.fillRect(box, Qt::black);
        QRect target(QPoint(), shown.picture.size().scaled(box.size(), Qt::KeepAspectRatio));
        target.moveCenter(box.center());
        painter.drawPixmap(target, shown.picture);
        painter.fillRect(QRect(cell.left(), cell.top(), 4, label - 3), phaseColor(shown.phase));
        painter.setPen(i == m_best ? theme::text : theme::secondaryText);
        painter.drawText(QRect(cell.left() + 10, cell.top(), cell.width() - 10, label - 3),
                         Qt::AlignVCenter, phaseName(shown.phase));
        if (i != m_best)
            return;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme::accent, 2));
        painter.drawRect(box.adjusted(1, 1, -1, -1));
    }

    QList<PhasePicture> m_pictures;
    int m_best = 0;
    QString m_instead;
};

HitPreview::HitPreview(const HitModel& model, QWidget* window)
    : QFrame(window), m_model(model), m_title(new QLabel), m_sentence(new QLabel),
      m_ranks(new QLabel), m_strip(new PhaseStrip) {
    setObjectName(QStringLiteral("hitPreview"));
    setAccessibleName(tr("Preview"));
    setAutoFillBackground(true);
    m_title->setProperty("heading", true);
    m_title->setTextFormat(Qt::PlainText);
    m_sentence->setObjectName(QStringLiteral("previewSentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::RichText);
    m_ranks->setProperty("secondary", true);
    m_ranks->setTextFormat(Qt::PlainText);
    m_ranks->setWordWrap(true);
    auto* keys = new QLabel(tr("Enter opens · Space or Esc closes · up and down: other cases"));
    keys->setProperty("secondary", true);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(14, 12, 14, 12);
    rows->setSpacing(8);
    rows->addWidget(m_title);
    rows->addWidget(m_strip, 1);
    rows->addWidget(m_sentence);
    rows->addWidget(m_ranks);
    rows->addWidget(keys);
    hide();
    connect(&model, &QAbstractItemModel::dataChanged, this, [this] {
        if (isVisible())
            refresh();
    });
    connect(&model, &QAbstractItemModel::modelReset, this, &QWidget::hide);
    connect(&theme::changes(), &theme::Changes::changed, this, &HitPreview::refresh);
}

void HitPreview::showHit(const Hit& hit) {
    m_hit = hit;
    refresh();
    show();
    raise();
}

void HitPreview::refresh() {
    const Case* exam = m_model.caseOf(m_hit);
    QStringList title{m_model.titleOf(m_hit)};
    if (exam)
        title << dateText(exam->studyDate) << toText(exam->description);
    title.removeAll(QString());
    m_title->setText(title.join(QStringLiteral(" · ")));
    const QString word = assertionName(m_hit.assertion);
    QString html = markedHtml(excerpt(m_hit.sentence, m_model.words(), 600), m_model.words());
    if (!word.isEmpty() && !html.isEmpty())
        html = QStringLiteral("<b style=\"color:%1\">%2</b> · ")
                   .arg(assertionColor(m_hit).name(), word.toHtmlEscaped()) +
               html;
    m_sentence->setText(html);
    m_sentence->setVisible(!html.isEmpty());
    m_ranks->setText(QStringList{ranksText(m_hit), missingText(m_hit.missing)}
                         .join(QStringLiteral("  "))
                         .trimmed());
    const QList<PhasePicture>* pictures = m_model.phases(m_hit);
    const bool known = pictures != nullptr;
    const QList<PhasePicture> shown = known ? *pictures : QList<PhasePicture>();
    m_strip->show(shown, HitModel::bestPhase(m_hit, shown),
                  known ? tr("There are no pictures of this case.") : tr("Drawing the phases…"));
}

void HitPreview::place(const QRect& area) {
    const QRect room = area.adjusted(16, 16, -16, -16);
    const int width = qMin(room.width(), 1180);
    QRect box(0, 0, width, qMin(room.height(), qMax(360, width * 9 / 20 + 120)));
    box.moveCenter(room.center());
    setGeometry(box);
}

void HitPreview::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        Q_EMIT openRequested();
}

} // namespace bolus
