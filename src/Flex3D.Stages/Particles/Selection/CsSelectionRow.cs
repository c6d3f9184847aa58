using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>One row of a cryoSPARC dataset.</summary>
internal sealed class CsSelectionRow(CsFile file) : ISelectionRow
{
    private readonly List<string> _held = [.. file.Names.Where(file.Has)];

    public string Path => file.Path;

    public IReadOnlyList<string> Names => file.Names;

    public int Row { get; set; }

    public ulong? Uid => file.Has("uid") ? file.Uid(Row) : null;

    public int IndexOf(string name) => _held.IndexOf(name);

    public bool? HoldsNumbers(int column) => !file.IsText(_held[column]);

    public int Elements(int column) => file.Elements(_held[column]);

    public double Number(int column, int element) => file.Number(_held[column], Row, element);

    public ReadOnlySpan<char> Text(int column) => file.Text(_held[column], Row);

    public ReadOnlySpan<char> Image(out int slice)
    {
        if (!file.Has("blob/path") || !file.Has("blob/idx"))
        {
            throw new InputException(Path, null, "no columns blob/path and blob/idx", "the images of the particles", "give the particles .cs file of the job");
        }
        slice = (int)file.Number("blob/idx", Row);
        return file.Text("blob/path", Row).AsSpan().TrimStart('>');
    }
}
