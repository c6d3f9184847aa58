namespace Flex3D.Stages.Formats;

/// <summary>One atom of a model.</summary>
/// <param name="Model">Number of the model it belongs to, as in the file; 1 where the file has a single one.</param>
/// <param name="Element">Upper-case symbol, such as C or FE.</param>
/// <param name="Name">Name within its residue, such as CA.</param>
/// <param name="AltLoc">Alternate location; a blank character where there is none.</param>
/// <param name="InsertionCode">A blank character where there is none.</param>
/// <param name="X">Å, in the frame of the file.</param>
/// <param name="Y">Å.</param>
/// <param name="Z">Å.</param>
/// <param name="BFactor">Å².</param>
public sealed record Atom(
    int Model, string Element, string Name, char AltLoc, string ResidueName, string Chain, int ResidueNumber, char InsertionCode,
    double X, double Y, double Z, double Occupancy, double BFactor, bool IsHetero);
