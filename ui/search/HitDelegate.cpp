#include "ui/search/HitDelegate.h"

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QPainter>
#include <QTextDocument>

#include "ui/common/Text.h"
#include "ui/search/HitModel.h"
#include "ui/search/HitTexts.h"
#include "ui/style/Theme.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

namespace {

constexpr int side = 92, margin = 8, indent = 18, sentenceLines = 2, shareWidth = 64, gap = 3;

QFont smaller(QFont font) {
    font.setPointSizeF(font.pointSizeF() * 0.88);
    return font;
}

/// As much about the match as the lines hold.
QString fitting(const QString& sentence, const QStringList& words, const QRect& area,
                const QFontMetrics& metrics) {
    int room = sentenceLines * area.width() * 5 / (4 * qMax(1, metrics.averageCharWidth()));
    QString text = excerpt(sentence, words, room);
    const QRect lines(0, 0, area.width() - 4, 10000); // the match is bold, and a little wider
    while (room > 20 &&
           metrics.boundingRect(lines, Qt::TextWordWrap, text).height() > area.height()) {
        room = room * 9 / 10;
        text = excerpt(sentence, words, room);
    }
    return text;
}

/// One row while it is painted.
class HitRow {
public:
    HitRow(QPainter& painter, const QStyleOptionViewItem& option, const QRect& picture)
        : p(painter), m_option(option), m_font(option.font), m_small(smaller(option.font)) {
        p.save();
        p.setRenderHint(QPainter::Antialiasing);
        const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
        style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, &p, option.widget);
        if (option.state.testFlag(QStyle::State_Selected))
            p.fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())), theme::accent);
        m_left = picture.right() + 1 + margin;
        m_right = option.rect.right() - margin;
        m_y = option.rect.top() + margin - 1;
    }
    ~HitRow() { p.restore(); }

    void drawPicture(const QRect& box, const HitPicture& shown);
    void drawTitle(const QString& title, const QString& date);
    void drawSentence(const Hit& hit, const QString& instead, const QStringList& words);
    void drawChips(const Hit& hit);
    void drawRanks(const Hit& hit);
    void drawFold(const QRect& area, const QString& text);

private:
    int line(const QRect& area, const QString& text, const QColor& color, const QFont& font,
             Qt::Alignment alignment = Qt::AlignLeft);
    int chip(int x, const QString& label, const QColor& color);
    void drawPhase(const QRect& box, const HitPicture& shown);
    void drawShares(const QRect& area, const std::vector<PhaseShare>& shares);
    QRect row(int height) const { return {m_left, m_y, m_right - m_left, height}; }

    QPainter& p;
    const QStyleOptionViewItem& m_option;
    QFont m_font, m_small;
    int m_left, m_right, m_y;
};

int HitRow::line(const QRect& area, const QString& text, const QColor& color, const QFont& font,
                 Qt::Alignment alignment) {
    p.setFont(font);
    p.setPen(color);
    const QFontMetrics metrics(font);
    const QString shown = metrics.elidedText(text, Qt::ElideRight, area.width());
    p.drawText(area, alignment | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    return metrics.horizontalAdvance(shown);
}

void HitRow::drawPicture(const QRect& box, const HitPicture& shown) {
    p.setPen(Qt::NoPen);
    p.setBrush(Qt::black);
    p.drawRoundedRect(box, 3, 3);
    if (shown.picture.isNull()) {
        p.setPen(theme::colorsOf(theme::Scheme::Dark).secondaryText);
        p.drawText(box, Qt::AlignCenter, QStringLiteral("—"));
        return;
    }
    QRect target(QPoint(), shown.picture.size().scaled(box.size(), Qt::KeepAspectRatio));
    target.moveCenter(box.center());
    p.setRenderHint(QPainter::SmoothPixmapTransform);
    p.drawPixmap(target, shown.picture);
    if (shown.phase)
        drawPhase(box, shown);
}

// On a dark plate, whatever the picture: the phase, and which of how many it is.
void HitRow::drawPhase(const QRect& box, const HitPicture& shown) {
    const QFontMetrics metrics(m_small);
    const QRect plate(box.left(), box.bottom() - metrics.height() - 2, box.width(),
                      metrics.height() + 3);
    p.fillRect(plate, QColor(0, 0, 0, 170));
    p.fillRect(QRect(plate.left(), plate.top(), 3, plate.height()), phaseColor(*shown.phase));
    const QString of =
        shown.count > 1 ? QStringLiteral("%1/%2").arg(shown.index + 1).arg(shown.count) : QString();
    const QColor light = theme::colorsOf(theme::Scheme::Dark).text;
    const int used = line(plate.adjusted(0, 0, -4, 0), of, light, m_small, Qt::AlignRight);
    line(plate.adjusted(7, 0, -used - 8, 0), phaseShortText(*shown.phase), light, m_small);
}

void HitRow::drawTitle(const QString& title, const QString& date) {
    const QRect area = row(QFontMetrics(m_font).height());
    const int used = line(area, date, theme::secondaryText, m_small, Qt::AlignRight);
    QFont bold = m_font;
    bold.setBold(true);
    line(area.adjusted(0, 0, -used - margin, 0), title, theme::text, bold);
    m_y += area.height() + gap;
}

void HitRow::drawSentence(const Hit& hit, const QString& instead, const QStringList& words) {
    const QFontMetrics metrics(m_font);
    const QRect area = row(sentenceLines * metrics.lineSpacing() + 1);
    const bool isQuoted = !hit.sentence.isEmpty();
    QTextDocument document;
    document.setDefaultFont(m_font);
    document.setDocumentMargin(0);
    document.setTextWidth(area.width());
    document.setHtml(isQuoted ? markedHtml(fitting(hit.sentence, words, area, metrics), words)
                              : instead.toHtmlEscaped());
    QAbstractTextDocumentLayout::PaintContext context;
    context.palette.setColor(QPalette::Text, isQuoted ? theme::text : theme::secondaryText);
    context.clip = QRectF(0, 0, area.width(), area.height());
    p.save();
    p.translate(area.topLeft());
    p.setClipRect(context.clip);
    document.documentLayout()->draw(&p, context);
    p.restore();
    m_y += area.height() + gap;
}

int HitRow::chip(int x, const QString& label, const QColor& color) {
    const QFontMetrics metrics(m_small);
    const QRect area(x, m_y, metrics.horizontalAdvance(label) + 10, metrics.height() + 2);
    QColor fill = color;
    fill.setAlpha(38);
    p.setPen(color);
    p.setBrush(fill);
    p.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    p.setFont(m_small);
    p.setPen(theme::text);
    p.drawText(area, Qt::AlignCenter, label);
    return area.right() + 5;
}

void HitRow::drawChips(const Hit& hit) {
    const QFontMetrics metrics(m_small);
    int x = m_left;
    const auto add = [&](const QString& label, const QColor& color) {
        const QString shown = metrics.elidedText(label, Qt::ElideRight, m_right - m_left - 12);
        if (x + metrics.horizontalAdvance(shown) + 10 > m_right)
            return false;
        x = chip(x, shown, color);
        return true;
    };
    if (const QString word = assertionName(hit.assertion);
        !word.isEmpty() && !hit.sentence.isEmpty())
        add(word, assertionColor(hit));
    if (hit.group == QLatin1String("other_diagnosis"))
        add(QCoreApplication::translate("bolus::HitDelegate", "another diagnosis"), theme::accent);
    if (!hit.missing.empty())
        add(missingText(hit.missing), theme::warning);
    for (const HitTag& tag : hit.tags)
        if (!add(tagText(tag), theme::border))
            break;
    m_y += metrics.height() + 2 + gap + 1;
}

void HitRow::drawShares(const QRect& area, const std::vector<PhaseShare>& shares) {
    double sum = 0;
    for (const PhaseShare& share : shares)
        sum += qMax(0.0, share.share);
    if (!(sum > 0))
        return;
    p.setPen(Qt::NoPen);
    p.setBrush(theme::raised);
    p.drawRect(area);
    double x = area.left();
    for (const PhaseShare& share : shares) {
        const double width = area.width() * qMax(0.0, share.share) / sum;
        p.setBrush(phaseColor(share.phase));
        p.drawRect(QRectF(x, area.top(), width, area.height()));
        x += width;
    }
}

void HitRow::drawRanks(const Hit& hit) {
    const QRect area = row(QFontMetrics(m_small).height());
    const bool hasShares = !hit.shares.empty();
    if (hasShares)
        drawShares(QRect(area.right() - shareWidth + 1, area.center().y() - 2, shareWidth, 6),
                   hit.shares);
    const QString demotion = demotionText(hit);
    line(area.adjusted(0, 0, hasShares ? -shareWidth - margin : 0, 0),
         demotion.isEmpty() ? ranksText(hit) : demotion, theme::secondaryText, m_small);
    m_y += area.height() + gap;
}

void HitRow::drawFold(const QRect& area, const QString& text) {
    if (!text.isEmpty())
        line(area, text, theme::accent, m_small);
}

} // namespace

HitDelegate::HitDelegate(const HitModel& model, QObject* parent)
    : QStyledItemDelegate(parent), m_model(model) {}

QRect HitDelegate::pictureArea(const QRect& row, const QModelIndex& index) const {
    const int left = row.left() + margin + 2 + (m_model.isOther(index) ? indent : 0);
    return {left, row.top() + margin, side, side};
}

QRect HitDelegate::foldArea(const QRect& row, const QModelIndex& index) const {
    if (m_model.foldText(index).isEmpty())
        return {};
    const int height = QFontMetrics(smaller(QApplication::font())).height() + 4;
    const int left = pictureArea(row, index).right() + 1 + margin;
    return {left, row.bottom() - height - 2, row.right() - margin - left, height};
}

void HitDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    const Hit& hit = m_model.hit(index);
    const QRect picture = pictureArea(option.rect, index);
    HitRow row(*painter, option, picture);
    row.drawPicture(picture, m_model.picture(index));
    row.drawTitle(index.data(CaseRole::Title).toString(), index.data(CaseRole::Date).toString());
    row.drawSentence(hit, index.data(CaseRole::Description).toString(), m_model.words());
    row.drawChips(hit);
    row.drawRanks(hit);
    row.drawFold(foldArea(option.rect, index), m_model.foldText(index));
}

QSize HitDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QFontMetrics normal(option.font), small(smaller(option.font));
    int texts =
        normal.height() + sentenceLines * normal.lineSpacing() + 2 * small.height() + 8 + 4 * gap;
    if (!m_model.foldText(index).isEmpty())
        texts += small.height() + 4;
    return {200, qMax(texts, side) + 2 * margin};
}

} // namespace bolus
