import QtQuick
import Kiosk.Theme

Words {
    font.pixelSize: Theme.heading
    font.weight: Font.Bold
    lineHeight: 1.02
    Accessible.role: Accessible.Heading
    Accessible.name: text
}
