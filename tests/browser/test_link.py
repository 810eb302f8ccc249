"""Pages that reload, kernels that restart, several notebooks, kernels that do not know us."""

from playwright.sync_api import expect

from .notebooks import ANSWER, SALES, SCRIPTED, Lab


def _candidates(lab: Lab):
    return lab.panel.get_by_label("Candidates", exact=True).get_by_role("listitem")


def test_a_run_in_progress_is_there_again_after_a_reload(lab: Lab):
    name = lab.open(SALES, SCRIPTED)
    lab.ask("count slowly")
    expect(_candidates(lab)).to_have_count(8)
    lab.saved(name)
    lab.visit(name)
    lab.show_panel()
    expect(_candidates(lab)).to_have_count(8)
    expect(lab.panel.locator(".smallcode-Run-title")).to_contain_text("count slowly")
    lab.button("Stop").click()
    lab.finished()
    lab.visit(name)
    lab.show_panel()
    expect(lab.panel.locator(".smallcode-History summary")).to_have_text("History (1)")


def test_a_lost_connection_is_told_and_the_run_goes_on_when_it_is_back(lab: Lab):
    lab.open(SALES, SCRIPTED)
    lab.ask("count slowly")
    expect(_candidates(lab)).to_have_count(8)
    lab.cut(off=True)
    expect(lab.panel.locator(".smallcode-Offer")).to_contain_text("connection to the kernel is lost")
    expect(lab.page.locator(".smallcode-Status")).to_contain_text("not connected")
    expect(_candidates(lab)).to_have_count(8)
    expect(lab.button("Ask")).to_be_disabled()
    lab.cut(off=False)
    expect(lab.panel.locator(".smallcode-Offer")).to_have_count(0)
    expect(_candidates(lab)).to_have_count(8)
    meter = lab.panel.locator(".smallcode-Meter .smallcode-Muted")
    expect(meter).not_to_have_text(meter.text_content() or "")
    lab.button("Stop").click()
    lab.finished()
    lab.ask("the answer")
    lab.finished()
    expect(lab.panel.get_by_label("Proposed code")).to_contain_text(ANSWER)


def test_stop_is_kept_for_a_kernel_that_is_out_of_reach(lab: Lab):
    lab.open(SALES, SCRIPTED)
    lab.ask("loop for ever")
    expect(_candidates(lab).get_by_text("running").first).to_be_visible()
    lab.cut(off=True)
    expect(lab.panel.locator(".smallcode-Offer")).to_contain_text("connection to the kernel is lost")
    lab.button("Stop").click()
    expect(lab.button("Stop")).to_be_disabled()
    lab.cut(off=False)
    lab.finished()
    expect(lab.panel).to_contain_text("Stopped")


def test_two_notebooks_on_one_kernel_and_the_first_is_closed(lab: Lab):
    first = lab.open(SALES, SCRIPTED)
    second = lab.write("sales")
    lab.command("docmanager:open", path=second)
    lab.current(second)
    lab.share_kernel(first)
    lab.ask("count slowly")
    expect(_candidates(lab)).to_have_count(8)
    lab.close(first)
    expect(lab.panel.get_by_role("heading", name=second)).to_be_visible()
    expect(_candidates(lab)).to_have_count(8)
    lab.button("Stop").click()
    lab.finished()
    lab.ask("mean price by city")
    lab.finished()
    lab.button("Insert below").click()
    expect(lab.cells).to_have_count(2)
    lab.run_cell(1)
    expect(lab.cells.nth(1)).to_contain_text("Bern")


def test_a_restarted_kernel_ends_the_run_and_can_be_asked_again(lab: Lab):
    lab.open(SALES, SCRIPTED)
    lab.ask("count slowly")
    expect(_candidates(lab)).to_have_count(8)
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    expect(lab.panel).to_contain_text("The kernel restarted while it worked on this.")
    expect(lab.panel.locator(".smallcode-Offer")).to_have_count(0)
    lab.run_cell(1)
    lab.ask("the answer")
    lab.finished()
    expect(lab.panel.get_by_label("Proposed code")).to_contain_text(ANSWER)


def test_two_notebooks_have_their_own_kernels_drafts_and_runs(lab: Lab):
    first = lab.open(SALES, SCRIPTED)
    lab.ask("count slowly")
    expect(_candidates(lab)).to_have_count(8)
    lab.box.fill("a draft for the first")
    second = lab.write(SALES, SCRIPTED)
    lab.command("docmanager:open", path=second)
    lab.current(second)
    expect(lab.panel.get_by_role("heading", name=second)).to_be_visible()
    for place in range(2):
        lab.run_cell(place)
    expect(lab.box).to_have_value("")
    lab.ask("the answer")
    lab.finished()
    expect(lab.panel.get_by_label("Proposed code")).to_contain_text(ANSWER)
    lab.command("docmanager:open", path=first)
    expect(_candidates(lab)).to_have_count(8)
    expect(lab.box).to_have_value("a draft for the first")
    lab.button("Stop").click()
    lab.finished()


def test_a_kernel_that_a_console_talks_to_is_told_of(lab: Lab):
    lab.open(SALES, ran=0)
    lab.page.evaluate(
        """async () => {
          const { commands, shell } = window.jupyterapp;
          const notebook = shell.currentWidget;
          const preference = { name: 'python3' };
          const panel = await commands.execute('console:create', { kernelPreference: preference, activate: false });
          await panel.sessionContext.ready;
          const { id, name } = panel.sessionContext.session.kernel;
          await notebook.sessionContext.changeKernel({ id, name });
        }"""
    )
    expect(lab.panel.locator(".smallcode-Offer")).to_contain_text("A console or another part of this page")
    expect(lab.button("Ask")).to_be_disabled()


def test_a_kernel_without_the_package_gets_the_exact_command_and_a_button_that_runs_it(lab: Lab):
    lab.open(SALES, kernel="bare")
    offer = lab.panel.locator(".smallcode-Offer")
    expect(offer).to_contain_text("not loaded in this kernel")
    expect(offer.get_by_label("Command")).to_have_text("%load_ext smallcode_nb")
    expect(lab.button("Ask")).to_be_disabled()
    lab.button("Load it in this kernel").click()
    expect(offer).to_have_count(0)


def test_loading_the_package_in_a_cell_is_noticed(lab: Lab):
    lab.open("%load_ext smallcode_nb", kernel="bare", ran=0)
    offer = lab.panel.locator(".smallcode-Offer")
    expect(offer).to_contain_text("not loaded in this kernel")
    lab.run_cell(0)
    expect(offer).to_have_count(0)


def test_a_request_right_after_loading_shows_nothing_but_its_answer(lab: Lab):
    lab.open(SALES, "%load_ext smallcode_nb", "%%smallcode --seed 1\nmean price by city", kernel="bare", ran=0)
    expect(lab.panel.locator(".smallcode-Offer")).to_contain_text("not loaded in this kernel")
    for place in range(3):
        lab.run_cell(place)
    expect(lab.cells.nth(2)).to_contain_text("Bern")
    expect(lab.cells.locator("[data-mime-type='application/vnd.jupyter.stderr']")).to_have_count(0)


def test_without_a_notebook_the_panel_says_how_to_begin(lab: Lab):
    lab.open(SALES, ran=0)
    lab.clear()
    expect(lab.panel).to_contain_text("Open a notebook to ask for code in it.")
