import QtQuick
import Kiosk.Shell
import Kiosk.Theme

Rectangle {
    id: bar

    required property ShellModel shell

    implicitHeight: Theme.touch + 1.5 * Theme.gap
    color: Theme.primary

    Column {
        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        anchors.right: buttons.left
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter

        Words {
            width: parent.width
            text: bar.shell.title
            color: Theme.paper
            font.pixelSize: Theme.large
            font.weight: Font.Bold
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.tiny
            wrapMode: Text.NoWrap
            lineHeight: 1.1
        }

        Words {
            width: parent.width
            text: bar.shell.clock + "  " + bar.shell.place
            color: "#d5e5f4"
            font.pixelSize: Theme.tiny
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.tiny
            wrapMode: Text.NoWrap
            lineHeight: 1.1
        }
    }

    Row {
        id: buttons

        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap / 2

        ActionButton {
            objectName: "elder"
            label: bar.shell.elderText
            iconName: "elder"
            onTapped: bar.shell.switchElder()
        }

        ActionButton {
            objectName: "language"
            label: bar.shell.languageText
            iconName: "language"
            onTapped: bar.shell.switchLanguage()
        }
    }
}
