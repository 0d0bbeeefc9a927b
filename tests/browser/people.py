"""People of the platform, made on its pages as administrators make them."""

from playwright.sync_api import Page, expect


def make_staff(page: Page, name: str, password: str, role: str) -> None:
    """Add an account with one role; `page` is that of somebody who may."""
    page.goto("/admin/auth/user/add/")
    page.fill("#id_username", name)
    page.fill("#id_password1", password)
    page.fill("#id_password2", password)
    page.get_by_role("button", name="保存并继续编辑").click()
    page.check("#id_is_staff")
    page.select_option("#id_groups_from", label=role)
    page.locator("#id_groups_add, #id_groups_add_link").first.click()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text(name)
