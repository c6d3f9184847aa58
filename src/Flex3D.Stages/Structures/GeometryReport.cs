namespace Flex3D.Stages.Structures;

/// <summary>The geometry of atoms at rest.</summary>
/// <param name="Atoms">The number of atoms.</param>
/// <param name="Bonds">The number of covalent bonds found.</param>
/// <param name="CaDistances">The number of pairs of CA atoms in consecutive residues.</param>
/// <param name="CaMean">Their mean distance, Å.</param>
/// <param name="Clashes">The number of clashes.</param>
/// <param name="WorstClash">The clash with the largest overlap; null where there is none.</param>
public sealed record RestGeometry(int Atoms, int Bonds, int CaDistances, double CaMean, int Clashes, NamedOverlap? WorstClash);

/// <summary>The geometry of moved atoms.</summary>
/// <param name="Rms">RMS displacement of the atoms, Å.</param>
/// <param name="Farthest">The largest displacement, Å.</param>
/// <param name="Bonds">Changes of bond lengths.</param>
/// <param name="Ca">Changes of the distances of consecutive CA atoms.</param>
/// <param name="Clashes">The number of clashes.</param>
/// <param name="NewClashes">The number of those that were not there at rest.</param>
/// <param name="WorstClash">The clash with the largest overlap; null where there is none.</param>
public sealed record MovedGeometry(double Rms, double Farthest, DistanceChanges Bonds, DistanceChanges Ca, int Clashes, int NewClashes, NamedOverlap? WorstClash);

/// <summary>How distances changed.</summary>
/// <param name="RmsChange">RMS of the changes, Å.</param>
/// <param name="LargestChange">The largest change, Å.</param>
/// <param name="Broken">The number of distances that grew by a quarter or more.</param>
/// <param name="Crushed">The number of distances that shrank by a quarter or more.</param>
/// <param name="Worst">The distance that changed most; null where there are none.</param>
public sealed record DistanceChanges(double RmsChange, double LargestChange, int Broken, int Crushed, NamedDistance? Worst);

/// <summary>The distance of two atoms before and after, Å.</summary>
public sealed record NamedDistance(string First, string Second, double Before, double After);

/// <summary>The overlap of the van der Waals spheres of two atoms, Å.</summary>
public sealed record NamedOverlap(string First, string Second, double Overlap);
