namespace Flex3D.Stages.Results.Report;

/// <summary>The explanations of the page: what each part shows, in words that need no other page.</summary>
internal static class ReportWords
{
    public const string Needs =
        "The pictures on this page are still ones. To turn the molecule, play its motion and choose particles, open the page in Chrome or Edge 80, Firefox 113, Safari 16.4, or later, with scripts allowed. It loads nothing from the network.";

    public const string Moving =
        "The surface encloses the molecule at one density of the map. Move the slider to carry it from the conformation of the 5th percentile of the particles to that of the 95th (of the 1st and the 99th where only a minority moves), along the main motion. The colour says how far each place travels on the way. Drag to turn, scroll or pinch to zoom.";

    public const string Still =
        "The surface encloses the molecule at one density of the map. It stands still, since this run shows no motion: see the first sentence. Drag to turn, scroll or pinch to zoom.";

    public const string Particles =
        "Each dot is a particle. A latent (z0, z1, …) is a coordinate that training gave it; the axes of latents have no unit and mean nothing outside this training. A principal coordinate (motion0, motion1, …) says where the particle lies along a motion, in Å: a difference of 1 is a displacement of 1 Å (root mean square) over the whole molecule. Shading counts particles. A crowd, a gap or a ridge describes these latents. Whether the molecule moves at all, the first sentence says; how many states it has, no test here says: noise, the uncertainty of latents and the model itself make crowds and gaps too. Compare two runs with other seeds before you call a crowd a state.";

    public const string Select =
        "To choose particles, draw around them with the lasso (or the box) of the toolbar. The list holds their rows in the particle file, counted from 0; the outline chooses among all particles of the run, also where not all are on this page.";

    public const string Motions =
        "A motion here is a principal component: a pattern of displacements in which all places move together, each by its own amount. The main one explains most of what differs between particles. Its share is of the displacements of this model, and is no probability that the motion is real: that is what the particles kept out of training are for.";

    public const string Unsupported = "This run does not show a motion of the molecule: see the first sentence. Motions and displacements here and below are only what the model learned.";

    public const string Travel =
        "How far parts of the molecule move between the 5th and the 95th percentile of the particles (the 1st and the 99th where only a minority moves). Read: the most mobile 10 % of the density moves by at least the value at 10. A curve that falls at once belongs to a small part that moves against the rest; a flat one to a molecule that changes everywhere.";

    public const string Fsc =
        "The Fourier shell correlation (FSC) compares two maps, each made from half of the particles, shell by shell from coarse detail (left) to fine (right). The resolution is where it falls below 0.143. Flexed maps have the motion of every particle taken out; rigid ones are the control without. Training has seen no detail beyond the vertical line, two pixels of its images (Nyquist), so that agreement right of it cannot come from fitting noise there.";

    public const string Loss =
        "The loss is the mean squared difference between an image and the model's projection, halved, in units of the noise: less is better. An epoch is one pass over the particles. Particles held out were never trained on. The gap between their curves, rigid and flexed, has part of its size from fitting noise; the test in the summary has not.";

    public const string Epochs =
        "λ is how strongly the flow is held rigid; training lowers it as far as particles held out predict better with less. A flow epoch learns the motion, a map epoch the canonical map, the last one places every particle. A coordinate goes out of use where what it says follows from others, or is less than its own uncertainty.";

    public const string InputsRight = "Before the run, the table, the headers of the stacks and some images were checked against the map: nothing was found that a run should be warned of.";

    public const string InputsWarned = "Before the run, the table, the headers of the stacks and some images were checked against the map. What was found may cost quality, or make the result wrong:";

    public const string Uncertainty =
        "How well one image fixes the latent of its particle: the standard deviation (sd) that the image leaves. Where it is much less than the spread of all particles along that axis, particles can be told apart; where it is as large, they cannot, and clusters would be noise.";

    public const string Unfit =
        "A particle's weight is the probability that its image shows the molecule at all, by whether the model predicts its detail. Those with a weight below 0.5 may be ice, broken or wrongly placed particles, or others; they count little in the model and in the maps.";

    public const string Times = "Times and memory differ from run to run, and are not part of this page: status.js, beside it in the run folder, has them.";

    public const string Cite =
        "Punjani, A. & Fleet, D. J. 3DFlex: determining structure and motion of flexible proteins from cryo-EM. Nature Methods 20, 860–870 (2023), doi:10.1038/s41592-023-01853-8: the method.";

    public const string ThirdParty =
        "The plots on this page are drawn by plotly.js 3.7.0, © Plotly, Inc., under the MIT licence: Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the \"Software\"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions: The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software. THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.";
}
