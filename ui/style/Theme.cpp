#include "ui/style/Theme.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QStyleFactory>
#include <QSvgRenderer>

static void initialiseResources() {
    Q_INIT_RESOURCE(bolus);
} // outside any namespace: Qt's rule

namespace bolus::theme {

namespace {

// Icons are drawn once, in currentColor; the colour is put in when they are painted.
class TintedIcon : public QIconEngine {
public:
    explicit TintedIcon(const QString& name) : m_name(name) {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
        if (file.open(QIODevice::ReadOnly))
            m_svg = file.readAll();
    }
    QIconEngine* clone() const override { return new TintedIcon(*this); }
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode,
               QIcon::State state) override {
        const QColor color = mode == QIcon::Disabled ? border : state == QIcon::On ? accent : text;
        QSvgRenderer renderer(QByteArray(m_svg).replace("currentColor", color.name().toLatin1()));
        renderer.render(painter, rect);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap picture(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        paint(&painter, picture.rect(), mode, state);
        return picture;
    }

private:
    QString m_name;
    QByteArray m_svg;
};

QPalette palette() {
    QPalette colors(raised, panel);
    colors.setColor(QPalette::Window, panel);
    colors.setColor(QPalette::WindowText, text);
    colors.setColor(QPalette::Base, ground);
    colors.setColor(QPalette::AlternateBase, panel);
    colors.setColor(QPalette::Text, text);
    colors.setColor(QPalette::Button, raised);
    colors.setColor(QPalette::ButtonText, text);
    colors.setColor(QPalette::BrightText, bad);
    colors.setColor(QPalette::ToolTipBase, raised);
    colors.setColor(QPalette::ToolTipText, text);
    colors.setColor(QPalette::PlaceholderText, secondaryText);
    colors.setColor(QPalette::Highlight, QColor(0x2a, 0x5a, 0x6d));
    colors.setColor(QPalette::HighlightedText, text);
    colors.setColor(QPalette::Link, accent);
    colors.setColor(QPalette::LinkVisited, accent);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        colors.setColor(QPalette::Disabled, role, QColor(0x69, 0x74, 0x80));
    return colors;
}

// Colours are written as @name in the sheet, so that each stands in one place.
QString styleSheet() {
    QFile file(QStringLiteral(":/style/dark.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    const std::pair<const char*, QColor> names[] = {
        {"@ground", ground}, {"@panel", panel},     {"@raised", raised},
        {"@border", border}, {"@text", text},       {"@secondary", secondaryText},
        {"@accent", accent}, {"@warning", warning}, {"@good", good},
        {"@bad", bad}};
    for (const auto& [name, color] : names)
        sheet.replace(QLatin1String(name), color.name());
    return sheet;
}

} // namespace

void apply(QApplication& application) {
    initialiseResources();
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(palette());
    application.setStyleSheet(styleSheet());
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/bolus.svg")));
}

QIcon icon(const QString& name) {
    return QIcon(new TintedIcon(name));
}

} // namespace bolus::theme
