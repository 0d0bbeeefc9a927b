import QtQuick
import Kiosk.Theme

// Turns the pages of a long list, and says which page it is.
Item {
    id: turner

    required property int page
    required property int pages
    required property string pageText
    required property string previousText
    required property string followingText
    signal turned(int pages)

    implicitHeight: Theme.touch

    ActionButton {
        id: previous

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
        anchors.verticalCenter: parent.verticalCenter
        horizontalAlignment: Text.AlignHCenter
        text: turner.pageText
        font.pixelSize: Theme.tiny
        lineHeight: 1
    }

    ActionButton {
        id: following

        anchors.right: parent.right
        width: Math.max(implicitWidth, 0.3 * turner.width)
        objectName: "next_page"
        iconName: "arrow_right"
        label: turner.followingText
        enabled: turner.page < turner.pages
        onTapped: turner.turned(1)
    }
}
