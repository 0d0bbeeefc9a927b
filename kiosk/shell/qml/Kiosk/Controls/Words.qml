import QtQuick
import Kiosk.Theme

Text {
    color: Theme.ink
    font.family: Theme.family
    font.pixelSize: Theme.body
    lineHeight: 1.12
    wrapMode: Text.Wrap
    textFormat: Text.PlainText
}
