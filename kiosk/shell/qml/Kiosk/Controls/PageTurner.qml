import QtQuick
import Kiosk.Theme

// Turns the pages of a long list, and says which page it is. `above`: what is left free over the keys.
Item {
    id: turner

    required property int page
    required property int pages
    required property string pageText
    required property string previousText
    required property string followingText
    property real above: 0
    signal turned(int pages)

    implicitHeight: above + Theme.touch

    ActionButton {
        id: previous

        y: turner.above
        width: Math.max(implicitWidth, 0.3 * turner.width)
        objectName: "previous_page"
        iconName: "arrow_left"
        label: turner.previousText
        enabled: turner.page > 1
        onTapped: turner.turned(-1)
    }

    Words {
        anchors.left: previous.right
        anchors.right: following.left
        anchors.margins: 0.5 * Theme.gap
        anchors.verticalCenter: previous.verticalCenter
        horizontalAlignment: Text.AlignHCenter
        text: turner.pageText
        font.pixelSize: Theme.tiny
        lineHeight: 1
    }

    ActionButton {
        id: following

        y: turner.above
        anchors.right: parent.right
        width: Math.max(implicitWidth, 0.3 * turner.width)
        objectName: "next_page"
        iconName: "arrow_right"
        label: turner.followingText
        enabled: turner.page < turner.pages
        onTapped: turner.turned(1)
    }
}
